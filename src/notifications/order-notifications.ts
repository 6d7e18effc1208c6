import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { checkCombination } from './checked-combination';
import { EventRelay } from './event-relay';
import { grantSendMail } from './mail-grant';
import { MailTemplates } from './mail-templates';
import { readSender } from './sender';
import { Env, MAIL_TEMPLATES_FILE } from '../contract/environment';
import { NOTIFIED_EVENT_TYPES } from '../contract/events';
import { MetricName } from '../contract/metrics';
import { EventStore } from '../event-store/event-store';
import { PipelineAlarm, errorsOf, stageMetric } from '../internal/alarms';
import { checkedWholeNumber } from '../internal/checked-props';
import { checkedName, identify, namePart } from '../internal/identity';
import { PipelineFunction } from '../internal/pipeline-function';
import { QUEUE_CONCURRENCY, QueueAgeAlarm, makeQueues } from '../internal/queues';
import { MAX_NOTIFICATION_AGE } from '../internal/thresholds';

export interface OrderNotificationsOptions {
  /**
   * What distinguishes the notifier from others of the same event store.
   *
   * The notifier records under this name what it has sent. So never change it: with another name, the notifier would
   * send again if a message is delivered again. It has up to 128 letters, digits and any of `. _ / -`, and starts with
   * a letter or digit. Any other value, and the name of another notifier of the event store, throw an error.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * The sender of the emails to customers. Without it, `templates` and `configurationSet` have no effect.
   *
   * An address such as `shop@example.com` or `Shop <shop@example.com>`. It must be verified in SES in this account and
   * region. The address may be or contain a token, but the name may not. Any other value throws an error.
   * @default - no emails, only the topic
   */
  readonly sender?: string;
  /**
   * The configuration set with which SES sends the emails. With an event destination, it tells of bounces, complaints
   * and suppressed addresses. Each event has the tag `orderId`, if the id has only letters, digits, `_` and `-`.
   * @default - the default configuration set of the sender's identity, if it has one
   */
  readonly configurationSet?: ses.IConfigurationSet;
  /**
   * The templates of the emails.
   * @default MailTemplates.standard()
   */
  readonly templates?: MailTemplates;
  /**
   * The topic to which the notifier publishes. It must be a standard topic: a FIFO topic throws an error.
   * @default - a new topic
   */
  readonly topic?: sns.ITopic;
  /**
   * How many instances of the notifier may send notifications at the same time.
   *
   * This limits the rate of emails, because SES allows each account only a certain number of emails per second. It must
   * be a whole number from 2 to 1,000. Any other value throws an error.
   * @default 5
   */
  readonly maxConcurrency?: number;
}

export interface OrderNotificationsProps extends OrderNotificationsOptions {
  /** The event store from which the notifier reads orders, and in which it records what it has sent. */
  readonly eventStore: EventStore;
  /** The relay whose bus delivers the events to the notification queue. */
  readonly relay: EventRelay;
}

/**
 * How often a message is received before it moves to the dead-letter queue. While SES throttles or is down, the
 * notifier hides a message for up to half an hour, so this takes at least 29 hours (see NotificationQueue): longer than
 * the 24 hours after which a used up quota of SES is free again. A message that fails for a defect, or on which the
 * notifier crashes, comes back every 6 minutes, so it takes 6 hours. Each is alone in its batch, so it costs no other
 * message a delivery.
 */
const MAX_RECEIVES = 60;
/**
 * For how many periods of 5 minutes the alarm on delayed notifications stays on. Each is counted when it is tried,
 * every half an hour, and up to a tenth later.
 */
const DELAYED_PERIODS = 8;
/** A received message stays hidden for six times as long: 6 minutes, which is more than the notifier's lease of 2. */
const TIMEOUT = Duration.seconds(60);

/**
 * Sends notifications when an order ends: the customer gets an email through SES, and the subscribers of an SNS topic
 * get a message. A notification that fails does not affect the order.
 */
export class OrderNotifications extends Construct {
  /**
   * The topic to which the notifier publishes the final event of each order, as CloudEvents JSON. Subscriptions can
   * filter by the message attributes `eventType`, `status` and `customerId`.
   */
  public readonly topic: sns.ITopic;
  /** The notification queue. Each message is the final event of an order, about which the notifier sends. */
  public readonly queue: sqs.Queue;
  /**
   * Receives notifications that failed too often, that SES refuses for good, with the error in the message attribute
   * `Reason`, or that EventBridge could not deliver. Keeps them for 14 days.
   */
  public readonly deadLetterQueue: sqs.Queue;
  /** The notifier, which sends the emails and publishes to the topic. */
  public readonly notifierFunction: lambda.Function;
  /** Goes into alarm when a message waits on the dead-letter queue. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;
  /** Goes into alarm when a message waits on the notification queue for more than an hour. */
  public readonly ageAlarm: cloudwatch.Alarm;
  /** Goes into alarm when a notification still cannot be sent an hour after it was queued. */
  public readonly delayedAlarm: cloudwatch.Alarm;
  /** Goes into alarm when the notifier crashes, or runs out of time or memory. */
  public readonly crashedAlarm: cloudwatch.Alarm;
  /** Goes into alarm when a notification fails for a cause that does not pass by itself. */
  public readonly failedAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: OrderNotificationsProps) {
    super(scope, id);
    identify(this, props.eventStore);
    checkCombination(this, props);
    const name = props.name === undefined ? namePart(id) : checkedName('name', props.name);
    props.eventStore._addNotifier(this, name);
    const sender = props.sender === undefined ? undefined : readSender(props.sender);
    const maxConcurrency = checkedWholeNumber('maxConcurrency', props.maxConcurrency ?? 5, QUEUE_CONCURRENCY);

    // bus to queue
    const { queue, deadLetterQueue } = makeQueues(this, {
      readerTimeout: TIMEOUT,
      maxReceives: MAX_RECEIVES,
      section: 'notification-dead-letters',
    });
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.deadLetterAlarm = deadLetterQueue.alarm;
    this.ageAlarm = new QueueAgeAlarm(this, { queue, section: 'notification-queue-age', maxAge: MAX_NOTIFICATION_AGE });
    const rule = props.relay.addRule(`${name}Rule`, ...NOTIFIED_EVENT_TYPES);
    rule.addTarget(new targets.SqsQueue(queue, { deadLetterQueue }));

    // notifier
    this.notifierFunction = new PipelineFunction(this, 'Notifier', {
      handler: 'notifications/send-notifications',
      description: 'Sends emails and publishes notifications',
      timeout: TIMEOUT,
      files: { [MAIL_TEMPLATES_FILE]: (props.templates ?? MailTemplates.standard())._toJson() },
    });
    this.notifierFunction.addEventSource(new SqsEventSource(queue, {
      batchSize: 1, // the time of an invocation is enough for one message where SES and SNS do not answer
      reportBatchItemFailures: true, // an invocation with an error is a crash
      maxConcurrency,
    }));
    this.notifierFunction.addEnvironment(Env.NOTIFICATION_QUEUE_URL, queue.queueUrl);
    this.notifierFunction.addEnvironment(Env.NOTIFICATION_DLQ_URL, deadLetterQueue.queueUrl);
    deadLetterQueue.grant(this.notifierFunction, 'sqs:SendMessage');
    props.eventStore._grantNotify(this.notifierFunction, name);

    // topic and mail
    this.topic = props.topic ?? new sns.Topic(this, 'Topic', { enforceSSL: true });
    this.topic.grantPublish(this.notifierFunction);
    this.notifierFunction.addEnvironment(Env.TOPIC_ARN, this.topic.topicArn);
    if (sender) grantSendMail(this.notifierFunction, sender, props.configurationSet);

    // alarms
    this.delayedAlarm = new PipelineAlarm(this, 'DelayedAlarm', {
      metric: this.metricDelayed(),
      section: 'notification-delayed',
      periods: DELAYED_PERIODS,
    });
    // The handler catches what fails on a message, so this is what it could not catch.
    this.crashedAlarm = new PipelineAlarm(this, 'CrashedAlarm', {
      metric: errorsOf(this.notifierFunction),
      section: 'notifier-crashed',
    });
    this.failedAlarm = new PipelineAlarm(this, 'FailedAlarm', {
      metric: this.metricFailed(),
      section: 'notification-failed',
    });
  }

  /**
   * The number of notifications that failed for a cause that does not pass by itself. An email that SES refuses for
   * good counts once, what somebody has to repair counts with each attempt. By default, the sum over 5 minutes.
   */
  public metricFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.NOTIFICATION_FAILED, options);
  }

  /**
   * How often notifications could not be sent that had waited for more than an hour, and have to wait longer. By
   * default, the sum over 5 minutes.
   */
  public metricDelayed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.NOTIFICATION_DELAYED, options);
  }
}
