import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PipelineAlarm } from './alarms';
import type { RunbookSection } from './runbook';

/** How long a dead-letter queue keeps a message: the maximum of SQS. */
const DEAD_LETTER_RETENTION = Duration.days(14);

/**
 * How long a queue keeps a message. A message that SQS itself moves to the dead-letter queue keeps the time at which it
 * was sent, so this is shorter: 10 days at least are left there to look at it.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
const RETENTION = Duration.days(4);

/**
 * The limits of the maximum concurrency with which Lambda reads a queue.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export const QUEUE_CONCURRENCY = [2, 1_000] as const;

/** AWS advises a visibility timeout of six times the time-out of the function that reads the queue. */
export const VISIBILITY_FACTOR = 6;

/**
 * A dead-letter queue, with an alarm on the messages that wait on it. Both are children of the scope, with the ids
 * `DeadLetterQueue` and `DeadLetterAlarm`.
 */
export class DeadLetterQueue extends sqs.Queue {
  public readonly alarm: cloudwatch.Alarm;

  constructor(scope: Construct, section: RunbookSection) {
    super(scope, 'DeadLetterQueue', { retentionPeriod: DEAD_LETTER_RETENTION, enforceSSL: true });
    const metric = this.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: cloudwatch.Stats.MAXIMUM,
    });
    this.alarm = new PipelineAlarm(scope, 'DeadLetterAlarm', { metric, section });
  }
}

export interface QueuesProps {
  /** The time-out of the function that reads the queue. */
  readonly readerTimeout: Duration;
  /** How often a message is received before it moves to the dead-letter queue. */
  readonly maxReceives: number;
  /** The section of the runbook about the dead-letter queue. */
  readonly section: RunbookSection;
}

export interface Queues {
  readonly queue: sqs.Queue;
  readonly deadLetterQueue: DeadLetterQueue;
}

/** Makes a queue with the id `Queue`, and next to it, in the same scope, its dead-letter queue and the alarm. */
export function makeQueues(scope: Construct, props: QueuesProps): Queues {
  const deadLetterQueue = new DeadLetterQueue(scope, props.section);
  const queue = new sqs.Queue(scope, 'Queue', {
    visibilityTimeout: Duration.seconds(VISIBILITY_FACTOR * props.readerTimeout.toSeconds()),
    retentionPeriod: RETENTION,
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: props.maxReceives },
    enforceSSL: true,
  });
  return { queue, deadLetterQueue };
}

export interface QueueAgeAlarmProps {
  readonly queue: sqs.Queue;
  readonly section: RunbookSection;
  /** How long the oldest message may wait. */
  readonly maxAge: Duration;
}

/**
 * Goes into alarm when the oldest message of a queue waits too long. SQS leaves out messages that were received three
 * times or more, so the alarm shows that nobody reads the queue, or reads it too slowly. It does not show that all
 * messages fail: their reader has to count those that are old.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export class QueueAgeAlarm extends PipelineAlarm {
  constructor(scope: Construct, { queue, section, maxAge }: QueueAgeAlarmProps) {
    super(scope, 'AgeAlarm', {
      metric: queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(1),
        statistic: cloudwatch.Stats.MAXIMUM,
      }),
      section,
      threshold: maxAge.toSeconds(),
    });
  }
}
