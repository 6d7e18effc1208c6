import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EventStore } from './event-store';
import { EventAttribute } from '../contract/attributes';
import { NOTIFICATION_EVENT_TYPES } from '../contract/events';
import { alarmAbove, alarmOnDeadLetters } from '../internal/alarms';

export interface StreamConsumerProps {
  readonly eventStore: EventStore;
  readonly consumer: lambda.Function;
  /** What somebody does about batches that failed too often. */
  readonly remedy: string;
}

/** How far behind a consumer may be before somebody should look: well before the stream forgets, after 24 hours. */
const MAX_AGE = Duration.minutes(15);

/** Feeds a function from the stream of the event store, with a place for batches that fail too often. A shard serves two readers well, so there are two. */
export class StreamConsumer extends Construct {
  public readonly deadLetterQueue: sqs.Queue;
  public readonly deadLetterAlarm: cloudwatch.Alarm;
  public readonly lagAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, { eventStore, consumer, remedy }: StreamConsumerProps) {
    super(scope, id);
    this.deadLetterQueue = new sqs.Queue(this, 'DeadLetterQueue', { retentionPeriod: Duration.days(14), enforceSSL: true });
    consumer.addEventSource(new DynamoEventSource(eventStore.table, {
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 20,
      onFailure: new SqsDlq(this.deadLetterQueue),
      filters: [lambda.FilterCriteria.filter({
        eventName: lambda.FilterRule.isEqual('INSERT'),
        dynamodb: { NewImage: { [EventAttribute.TYPE]: { S: [{ 'anything-but': NOTIFICATION_EVENT_TYPES }] } } },
      })],
    }));
    this.deadLetterAlarm = alarmOnDeadLetters(this, this.deadLetterQueue, remedy);
    const age = consumer.metric('IteratorAge', { statistic: cloudwatch.Stats.MAXIMUM, period: Duration.minutes(5) });
    this.lagAlarm = alarmAbove(this, 'LagAlarm', age, `Events are more than ${MAX_AGE.toMinutes()} minutes behind; the stream forgets them after 24 hours. ${remedy}`, MAX_AGE.toMilliseconds());
  }
}
