import { Duration, Stack, Token, Tokenization } from 'aws-cdk-lib';
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
import { Env, MAIL_TEMPLATES_FILE } from '../contract/environment';
import { NOTIFIED_EVENT_TYPES } from '../contract/events';
import { MetricName } from '../contract/metrics';
import { EventStore } from '../event-store/event-store';
import { alarmAbove, alarmOnDeadLetters, stageMetric } from '../internal/alarms';
import { invalid } from '../internal/checked-props';
import { PipelineFunction } from '../internal/pipeline-function';

export interface OrderNotificationsOptions {
  /**
   * From whom customers get mail: an address such as `shop@example.com` or `Shop <shop@example.com>`, verified with SES in this account and region.
   * A token may stand for the address or a part of it, not for the name or for both.
   * @default - no mail, the topic only
   */
  readonly sender?: string;
  /**
   * What the mails say.
   * @default MailTemplates.standard()
   */
  readonly templates?: MailTemplates;
  /**
   * The topic that everybody else subscribes to. Must be a standard topic, not FIFO.
   * @default - a topic of the pipeline's own
   */
  readonly topic?: sns.ITopic;
  /**
   * Notifications that are sent at once: the pace of mails. SES allows an account so many a second. From 2 to 1,000.
   * @default 5
   */
  readonly maxConcurrency?: number;
}

export interface OrderNotificationsProps extends OrderNotificationsOptions {
  /** Where the order is read from, and where it is recorded what was sent. */
  readonly eventStore: EventStore;
  /** Whose bus brings the events. */
  readonly relay: EventRelay;
}

/** Deliveries of one message, 90 seconds apart, before it goes to the dead-letter queue: being throttled is usual. */
const MAX_RECEIVES = 10;
const TIMEOUT = Duration.seconds(15);

/**
 * Tells customers by SES, and everybody else by an SNS topic, how an order ended. Off the critical path: whatever fails here, the order stays
 * as it is.
 */
export class OrderNotifications extends Construct {
  /** Tells how an order ended: its last event as CloudEvents JSON, with the attributes `eventType`, `status` and `customerId` for filters. */
  public readonly topic: sns.ITopic;
  /** Notifications to be sent. */
  public readonly queue: sqs.Queue;
  /** Notifications that failed too often or were refused for good; kept for 14 days. */
  public readonly deadLetterQueue: sqs.Queue;
  public readonly notifierFunction: lambda.Function;
  /** Something waits on the dead-letter queue. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;
  /** SES refused a mail for good. */
  public readonly failedAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: OrderNotificationsProps) {
    super(scope, id);
    const sender = props.sender === undefined ? undefined : senderOf(props.sender);
    const maxConcurrency = concurrencyOf(props.maxConcurrency ?? 5);
    // What is published has no message group, which a FIFO topic asks for.
    if (props.topic?.fifo) throw invalid('topic', 'a FIFO topic', 'a standard topic');

    // bus to queue
    this.deadLetterQueue = new sqs.Queue(this, 'DeadLetterQueue', { retentionPeriod: Duration.days(14), enforceSSL: true });
    this.queue = new sqs.Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()), // longer than the notifier's lease of 30 s, too
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVES },
      enforceSSL: true,
    });
    props.relay.addRule(`${id}Rule`, ...NOTIFIED_EVENT_TYPES).addTarget(new targets.SqsQueue(this.queue, { deadLetterQueue: this.deadLetterQueue }));

    // notifier
    this.notifierFunction = new PipelineFunction(this, 'Notifier', {
      handler: 'notifications/notifier',
      description: 'Sends mails and publishes notifications',
      timeout: TIMEOUT,
      files: { [MAIL_TEMPLATES_FILE]: (props.templates ?? MailTemplates.standard())._toJson() },
    });
    this.notifierFunction.addEventSource(new SqsEventSource(this.queue, {
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency,
    }));
    props.eventStore.grantAppend(this.notifierFunction);

    // topic and mail
    this.topic = props.topic ?? new sns.Topic(this, 'Topic', { enforceSSL: true });
    this.topic.grantPublish(this.notifierFunction);
    this.notifierFunction.addEnvironment(Env.TOPIC_ARN, this.topic.topicArn);
    if (sender) {
      this.notifierFunction.addEnvironment(Env.MAIL_SENDER, sender.header);
      this.notifierFunction.addToRolePolicy(new iam.PolicyStatement({
        actions: ['ses:SendEmail'],
        // The identity is the address or its domain, and in the sandbox the recipient's, too: what narrows it is the sender.
        // An identity may have a configuration set, which is then asked for, too.
        resources: ['identity', 'configuration-set'].map(resource => Stack.of(this).formatArn({ service: 'ses', resource, resourceName: '*' })),
        conditions: { StringEquals: { 'ses:FromAddress': sender.address } },
      }));
    }

    // alarms
    this.deadLetterAlarm = alarmOnDeadLetters(this, this.deadLetterQueue,
      'Notifications could not be sent: the log of Notifier says why. Mend the cause, then redrive with the notification queue as custom destination; nothing is sent twice.');
    this.failedAlarm = alarmAbove(this, 'FailedAlarm', this.metricFailed(), 'SES refused mails for good: the log of Notifier names orders and errors.');
  }

  /** Notifications that were refused for good; a count, by default summed over 5 minutes. */
  public metricFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.NOTIFICATION_FAILED, options);
  }
}

interface Sender {
  readonly address: string;
  /** As it stands in the mail's header. */
  readonly header: string;
}

/** What an encoded word holds: 75 characters, less `=?UTF-8?B??=`, in base64. @see RFC 2047, section 2 */
const MAX_NAME_BYTES = 45;

const ADDRESS = /^[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+$/;
/** What a token is taken for where the form of an address is looked at: a domain, or all of it. */
const STAND_IN = 'token.example';

/** Reads a sender. Throws for what cannot be one. A token stands for an address or a part of it; in a name it could not be encoded. */
function senderOf(text: string): Sender {
  const [, name = '', inBrackets] = /^([^<>\p{Cc}]*)<([^<>]+)>$/u.exec(text) ?? [];
  const address = inBrackets ?? text;
  const words = name.trim().replace(/^"(.*)"$/, '$1');
  const form = withoutTokens(address);
  const isAddress = form === STAND_IN || ADDRESS.test(form);
  if (!isAddress || Token.isUnresolved(words) || Buffer.byteLength(words) > MAX_NAME_BYTES) {
    throw invalid('sender', withoutTokens(text), `an address such as 'shop@example.com' or 'Shop <shop@example.com>', with a name of at most ${MAX_NAME_BYTES} bytes`);
  }
  if (!words) return { address, header: address };
  // Anything but plain words would be read as more than a name.
  const plain = /^[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+$/.test(words);
  return { address, header: `${plain ? words : `=?UTF-8?B?${Buffer.from(words).toString('base64')}?=`} <${address}>` };
}

function withoutTokens(text: string): string {
  const fragments = Tokenization.reverseString(text).mapTokens({ mapToken: () => STAND_IN });
  return fragments.join({ join: (left = '', right = '') => `${left}${right}` }) as string;
}

/** What Lambda allows a queue. Throws for anything else, but a token. */
function concurrencyOf(count: number): number {
  if (Token.isUnresolved(count) || (Number.isInteger(count) && count >= 2 && count <= 1_000)) return count;
  throw invalid('maxConcurrency', count, 'a whole number from 2 to 1,000');
}
