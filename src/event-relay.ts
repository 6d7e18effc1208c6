import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Env } from './contract/environment';
import { EVENT_SOURCE } from './contract/events';
import { EventStore } from './event-store';
import { PipelineFunction } from './pipeline-function';
import { StreamConsumer } from './stream-consumer';

export interface EventRelayProps {
  /** Whose events are published. */
  readonly eventStore: EventStore;
  /**
   * The bus that they go to.
   * @default - a bus of the pipeline's own
   */
  readonly bus?: events.IEventBus;
}

/** The outbox: every event of the store goes to an EventBridge bus, at least once, as a CloudEvents 1.0 envelope in `detail`. */
export class EventRelay extends Construct {
  /** The bus; rules on it see `source` `cdk-order-pipeline` and the event's type as `detail-type`. */
  public readonly bus: events.IEventBus;
  public readonly relayFunction: lambda.Function;
  /** Where the stream's batches that failed too often are told. */
  public readonly deadLetterQueue: sqs.Queue;
  /** Batches failed too often. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;
  /** The bus is behind the events. */
  public readonly lagAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: EventRelayProps) {
    super(scope, id);
    this.bus = props.bus ?? new events.EventBus(this, 'Bus', { description: 'Events of orders' });

    this.relayFunction = new PipelineFunction(this, 'Relay', {
      handler: 'relay',
      description: 'Publishes events to the bus',
      timeout: Duration.seconds(60),
    });
    this.relayFunction.addEnvironment(Env.EVENT_BUS_NAME, this.bus.eventBusName);
    this.bus.grantPutEventsTo(this.relayFunction);

    const stream = new StreamConsumer(this, 'Stream', {
      eventStore: props.eventStore,
      consumer: this.relayFunction,
      remedy: 'Mend what the relay logs as the cause; the message on the dead-letter queue names the batch, whose events are in the events table.',
    });
    this.deadLetterQueue = stream.deadLetterQueue;
    this.deadLetterAlarm = stream.deadLetterAlarm;
    this.lagAlarm = stream.lagAlarm;
  }

  /** A rule for events of the orders, by their types; add targets to it. */
  public addRule(id: string, ...eventTypes: string[]): events.Rule {
    return new events.Rule(this, id, {
      eventBus: this.bus,
      eventPattern: { source: [EVENT_SOURCE], ...(eventTypes.length > 0 && { detailType: eventTypes }) },
    });
  }
}
