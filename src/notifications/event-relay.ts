import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Env } from '../contract/environment';
import { EVENT_SOURCE, EVENT_TYPES } from '../contract/events';
import { MetricName } from '../contract/metrics';
import { EventStore } from '../event-store/event-store';
import { StreamConsumer } from '../event-store/stream-consumer';
import { alarmAbove, stageMetric } from '../internal/alarms';
import { invalid } from '../internal/checked-props';
import { PipelineFunction } from '../internal/pipeline-function';

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
  /** Publishes. Invoked by hand with `{ "redrive": ["orderId"] }` it publishes all events of an order again. */
  public readonly relayFunction: lambda.Function;
  /** Where the stream's batches that failed too often are told. */
  public readonly deadLetterQueue: sqs.Queue;
  /** Batches failed too often. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;
  /** The bus is behind the events. */
  public readonly lagAlarm: cloudwatch.Alarm;
  /** The table holds an event that cannot be read, so it was not published. */
  public readonly unreadableAlarm: cloudwatch.Alarm;

  private readonly rules: Construct;

  constructor(scope: Construct, id: string, props: EventRelayProps) {
    super(scope, id);
    this.rules = new Construct(this, 'Rules');
    this.bus = props.bus ?? new events.EventBus(this, 'Bus', { description: 'Events of orders' });

    this.relayFunction = new PipelineFunction(this, 'Relay', {
      handler: 'notifications/relay',
      description: 'Publishes events to the bus',
      timeout: Duration.seconds(60),
    });
    this.relayFunction.addEnvironment(Env.EVENT_BUS_NAME, this.bus.eventBusName);
    this.bus.grantPutEventsTo(this.relayFunction);
    props.eventStore.grantLoad(this.relayFunction);

    const remedy = 'Mend what the relay logs as the cause, then invoke it with {"redrive": [order ids]} for the orders that its log names.';
    const stream = new StreamConsumer(this, 'Stream', {
      eventStore: props.eventStore,
      consumer: this.relayFunction,
      remedy,
    });
    this.deadLetterQueue = stream.deadLetterQueue;
    this.deadLetterAlarm = stream.deadLetterAlarm;
    this.lagAlarm = stream.lagAlarm;
    this.unreadableAlarm = alarmAbove(this, 'UnreadableAlarm', this.metricUnreadable(), remedy);
  }

  /** Events that could not be read; a count, by default summed over 5 minutes. */
  public metricUnreadable(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.EVENT_UNREADABLE, options);
  }

  /**
   * A rule for events of the orders, by their types, all without one; add targets to it. Throws for a type that does not exist.
   *
   * @exampleMetadata fixture=pipeline
   * @example
   * import * as targets from 'aws-cdk-lib/aws-events-targets';
   * import * as sqs from 'aws-cdk-lib/aws-sqs';
   * import { EventRelay } from 'cdk-order-pipeline';
   *
   * const accounting = new sqs.Queue(this, 'Accounting');
   * const relay: EventRelay = pipeline.relay;
   * relay.addRule('Money', 'PaymentCaptured', 'PaymentRefunded').addTarget(new targets.SqsQueue(accounting));
   */
  public addRule(id: string, ...eventTypes: string[]): events.Rule {
    const unknown = eventTypes.find(type => !Token.isUnresolved(type) && !(EVENT_TYPES as readonly string[]).includes(type));
    if (unknown !== undefined) throw invalid('eventTypes', unknown, EVENT_TYPES.join(', '));
    return new events.Rule(this.rules, id, {
      eventBus: this.bus,
      eventPattern: { source: [EVENT_SOURCE], ...(eventTypes.length > 0 && { detailType: eventTypes }) },
    });
  }
}
