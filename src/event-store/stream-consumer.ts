import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { EventStore } from './event-store';
import { EventAttribute } from '../contract/attributes';
import { NOTIFICATION_EVENT_TYPES } from '../contract/events';
import { PipelineAlarm } from '../internal/alarms';
import { DeadLetterQueue } from '../internal/queues';
import type { RunbookSection } from '../internal/runbook';
import { MAX_STREAM_LAG } from '../internal/thresholds';

export interface StreamConsumerProps {
  readonly eventStore: EventStore;
  /** The function that reads the stream. */
  readonly consumer: lambda.Function;
  /** The section of the runbook about batches that failed too often. */
  readonly deadLetterSection: RunbookSection;
  /** The section of the runbook about a consumer that lags behind. */
  readonly lagSection: RunbookSection;
}

/**
 * Invokes a function with the events from the stream of the event store. Its dead-letter queue receives a description
 * of each batch that failed too often. AWS advises at most two readers per shard, so a pipeline has two consumers.
 */
export class StreamConsumer extends Construct {
  public readonly deadLetterQueue: DeadLetterQueue;
  public readonly lagAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: StreamConsumerProps) {
    super(scope, id);
    const { eventStore, consumer } = props;

    this.deadLetterQueue = new DeadLetterQueue(this, props.deadLetterSection);
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

    this.lagAlarm = new PipelineAlarm(this, 'LagAlarm', {
      metric: consumer.metric('IteratorAge', { statistic: cloudwatch.Stats.MAXIMUM, period: Duration.minutes(5) }),
      section: props.lagSection,
      threshold: MAX_STREAM_LAG.toMilliseconds(),
    });
  }
}
