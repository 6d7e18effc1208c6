import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EventRelay } from './event-relay';
import { MailTemplates } from './mail-templates';
import { type Sender, readSender } from './sender';
import { Env, MAIL_TEMPLATES_FILE } from '../contract/environment';
import { NOTIFIED_EVENT_TYPES } from '../contract/events';
import { MetricName } from '../contract/metrics';
import { EventStore } from '../event-store/event-store';
import { PipelineAlarm, stageMetric } from '../internal/alarms';
import { invalid } from '../internal/checked-props';
import { PipelineFunction } from '../internal/pipeline-function';
import { PipelineQueue } from '../internal/queues';

export interface OrderNotificationsOptions {
  /**
   * The sender of the emails to customers.
   *
   * An address such as `shop@example.com` or `Shop <shop@example.com>`, verified with SES in this account and region. A
   * token may be the address or a part of it, but no part of the name. Anything else throws an error.
   * @default - no emails, only the topic
   */
  readonly sender?: string;
  /**
   * The templates of the emails.
   * @default MailTemplates.standard()
   */
  readonly templates?: MailTemplates;
  /**
   * The topic to which notifications are published. It must be a standard topic: a FIFO topic throws an error.
   * @default - a new topic
   */
  readonly topic?: sns.ITopic;
  /**
   * How many notifications are sent at the same time.
   *
   * It limits the rate of emails, because SES allows each account a number of emails per second. A whole number from 2
   * to 1,000. Anything else throws an error.
   * @default 5
   */
  readonly maxConcurrency?: number;
}

export interface OrderNotificationsProps extends OrderNotificationsOptions {
  /** The event store from which orders are read, and which records what was sent. */
  readonly eventStore: EventStore;
  /** The relay whose bus delivers the events. */
  readonly relay: EventRelay;
}

/** How often a message is received, 90 seconds apart, before it moves to the dead-letter queue: throttling is usual. */
const MAX_RECEIVES = 10;
/** A message stays hidden for six times as long, which is also longer than the notifier's lease of 30 seconds. */
const TIMEOUT = Duration.seconds(15);

/**
 * Sends a notification when an order ends: an email to the customer by SES, and a message to the subscribers of an SNS
 * topic. A notification that fails does not affect the order.
 */
export class OrderNotifications extends Construct {
  /**
   * The topic that receives the last event of each order, as CloudEvents JSON. Subscriptions can filter by the message
   * attributes `eventType`, `status` and `customerId`.
   */
  public readonly topic: sns.ITopic;
  /** The notifications to send. */
  public readonly queue: sqs.Queue;
  /** Receives notifications that failed too often or that SES refused permanently. Keeps them for 14 days. */
  public readonly deadLetterQueue: sqs.Queue;
  /** Sends the notifications. */
  public readonly notifierFunction: lambda.Function;
  /** Goes into alarm when a message waits on the dead-letter queue. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;
  /** Goes into alarm when SES refuses an email permanently. */
  public readonly failedAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: OrderNotificationsProps) {
    super(scope, id);
    const sender = props.sender === undefined ? undefined : readSender(props.sender);
    const maxConcurrency = checkedConcurrency(props.maxConcurrency ?? 5);
    // A FIFO topic needs a message group, which the notifier does not set.
    if (props.topic?.fifo) throw invalid('topic', 'a FIFO topic', 'a standard topic');

    // bus to queue
    const queue = new PipelineQueue(this, {
      readerTimeout: TIMEOUT,
      maxReceives: MAX_RECEIVES,
      section: 'notification-dead-letters',
    });
    this.queue = queue;
    this.deadLetterQueue = queue.deadLetters;
    this.deadLetterAlarm = queue.deadLetters.alarm;
    const target = new targets.SqsQueue(queue, { deadLetterQueue: queue.deadLetters });
    props.relay.addRule(`${id}Rule`, ...NOTIFIED_EVENT_TYPES).addTarget(target);

    // notifier
    this.notifierFunction = new PipelineFunction(this, 'Notifier', {
      handler: 'notifications/notifier',
      description: 'Sends emails and publishes notifications',
      timeout: TIMEOUT,
      files: { [MAIL_TEMPLATES_FILE]: (props.templates ?? MailTemplates.standard())._toJson() },
    });
    this.notifierFunction.addEventSource(new SqsEventSource(queue, {
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency,
    }));
    props.eventStore.grantAppend(this.notifierFunction);

    // topic and mail
    this.topic = props.topic ?? new sns.Topic(this, 'Topic', { enforceSSL: true });
    this.topic.grantPublish(this.notifierFunction);
    this.notifierFunction.addEnvironment(Env.TOPIC_ARN, this.topic.topicArn);
    if (sender) this.sendMailFrom(sender);

    this.failedAlarm = new PipelineAlarm(this, 'FailedAlarm', { metric: this.metricFailed(), section: 'mail-refused' });
  }

  /** The number of emails that SES refused permanently. By default the sum over 5 minutes. */
  public metricFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.NOTIFICATION_FAILED, options);
  }

  private sendMailFrom({ address, header }: Sender): void {
    this.notifierFunction.addEnvironment(Env.MAIL_SENDER, header);
    // SES asks for the sender's identity, which is the address or its domain; for its configuration set, if it has one;
    // and in the sandbox for the recipient's identity. So the sender's address is what restricts the permission.
    const resources = ['identity', 'configuration-set'];
    this.notifierFunction.addToRolePolicy(new iam.PolicyStatement({
      actions: ['ses:SendEmail'],
      resources: resources.map(resource => Stack.of(this).formatArn({ service: 'ses', resource, resourceName: '*' })),
      conditions: { StringEquals: { 'ses:FromAddress': address } },
    }));
  }
}

/** Checks a concurrency: Lambda allows a queue from 2 to 1,000. A token passes. */
function checkedConcurrency(count: number): number {
  if (Token.isUnresolved(count) || (Number.isInteger(count) && count >= 2 && count <= 1_000)) return count;
  throw invalid('maxConcurrency', count, 'a whole number from 2 to 1,000');
}
