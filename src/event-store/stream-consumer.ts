import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EventStore } from './event-store';
import { EventAttribute } from '../contract/attributes';
import { Env } from '../contract/environment';
import { COMMAND_EVENT_TYPES, NOTIFICATION_EVENT_TYPES } from '../contract/events';
import { STREAM_BATCH } from '../contract/set-aside';
import { PipelineAlarm } from '../internal/alarms';
import { DeadLetterQueue, QueueAgeAlarm, VISIBILITY_FACTOR } from '../internal/queues';
import type { RunbookSection } from '../internal/runbook';
import { MAX_RETRY_AGE, MAX_STREAM_LAG } from '../internal/thresholds';

/**
 * The time-out of a function that reads the stream. A record that stops the function must be alone within 15 minutes.
 * Seven halvings find it in a batch of 100. Each takes one failing call and, before that, a call for the half without
 * it: 2 x 30 s. With a pause of up to a minute after each failure, these are 7 x (60 s + 60 s) = 14 minutes.
 */
export const STREAM_TIMEOUT = Duration.seconds(30);

/**
 * The stream keeps a record for 24 hours, and then Lambda skips it without a word. Four hours earlier, it skips the
 * record and tells the dead-letter queue. Nothing is given up within an outage: a failing batch is repeated until then.
 */
const MAX_RECORD_AGE = Duration.hours(20);

/**
 * How often a message of the retry queue is received before it moves to the dead-letter queue. Only a message that
 * stops the function is received again, one for which Lambda has no capacity, and one after which SQS does not answer,
 * once per visibility timeout of three minutes. Ten times outlast half an hour.
 */
const MAX_RECEIVES = 10;

/** Less than the dead-letter queue keeps it, since the age of a message counts on there. */
const RETRY_RETENTION = Duration.days(7);

/** Enough for the four segments of a redrive, and for orders that are set aside meanwhile. */
const RETRY_CONCURRENCY = 5;

export interface StreamConsumerProps {
  readonly eventStore: EventStore;
  /** The function that reads the stream. Its time-out is `STREAM_TIMEOUT`. */
  readonly consumer: lambda.Function;
  /** Whether the function also gets a record of each event that is changed or deleted, which nobody may do. */
  readonly seesTampering: boolean;
  /** The section of the runbook about the dead-letter queue. */
  readonly deadLetterSection: RunbookSection;
  /** The section of the runbook about a consumer that lags behind. */
  readonly lagSection: RunbookSection;
  /** The section of the runbook about messages that wait on the retry queue. */
  readonly retryAgeSection: RunbookSection;
}

/**
 * Invokes a function with the events from the stream of the event store, and with the orders that it has set aside,
 * from its retry queue. AWS advises at most two readers per shard, so a pipeline has two consumers.
 */
export class StreamConsumer extends Construct {
  /** Its messages name orders that the function has set aside, and the pages of a redrive. */
  public readonly retryQueue: sqs.Queue;
  /** Receives messages of the retry queue that stop the function, and a description of each batch that got too old. */
  public readonly deadLetterQueue: DeadLetterQueue;
  public readonly lagAlarm: cloudwatch.Alarm;
  public readonly retryAgeAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: StreamConsumerProps) {
    super(scope, id);
    const { eventStore, consumer } = props;

    // stream
    this.deadLetterQueue = new DeadLetterQueue(this, props.deadLetterSection);
    consumer.addEventSource(new DynamoEventSource(eventStore.table, {
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: STREAM_BATCH,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      maxRecordAge: MAX_RECORD_AGE,
      onFailure: new SqsDlq(this.deadLetterQueue),
      filters: [EVENTS_OF_ORDERS, ...(props.seesTampering ? [TAMPERING] : [])],
    }));

    // orders that were set aside
    this.retryQueue = new sqs.Queue(this, 'RetryQueue', {
      visibilityTimeout: Duration.seconds(VISIBILITY_FACTOR * STREAM_TIMEOUT.toSeconds()),
      retentionPeriod: RETRY_RETENTION,
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVES },
      enforceSSL: true,
    });
    consumer.addEnvironment(Env.RETRY_QUEUE_URL, this.retryQueue.queueUrl);
    this.retryQueue.grant(consumer, 'sqs:SendMessage');
    consumer.addEventSource(new SqsEventSource(this.retryQueue, {
      batchSize: 1, // an order that stops the function takes no other with it
      maxConcurrency: RETRY_CONCURRENCY,
      reportBatchItemFailures: true,
    }));

    this.retryAgeAlarm = new QueueAgeAlarm(this, {
      queue: this.retryQueue,
      section: props.retryAgeSection,
      maxAge: MAX_RETRY_AGE,
    });

    // redrive
    eventStore.grantScan(consumer);

    this.lagAlarm = new PipelineAlarm(this, 'LagAlarm', {
      metric: consumer.metric('IteratorAge', { statistic: cloudwatch.Stats.MAXIMUM, period: Duration.minutes(5) }),
      section: props.lagSection,
      threshold: MAX_STREAM_LAG.toMilliseconds(),
    });
  }
}

const EVENTS_OF_ORDERS = lambda.FilterCriteria.filter({
  eventName: lambda.FilterRule.isEqual('INSERT'),
  dynamodb: {
    NewImage: {
      [EventAttribute.TYPE]: { S: [{ 'anything-but': [...COMMAND_EVENT_TYPES, ...NOTIFICATION_EVENT_TYPES] }] },
    },
  },
});

/** Of all streams, those of notifications too. The record of a deletion has no image, so only its name is matched. */
const TAMPERING = lambda.FilterCriteria.filter({ eventName: ['MODIFY', 'REMOVE'] });
