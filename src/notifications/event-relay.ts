import { Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Env } from '../contract/environment';
import { EVENT_TYPES, eventSourceOf, isEventType } from '../contract/events';
import { MetricName } from '../contract/metrics';
import { EventStore } from '../event-store/event-store';
import { STREAM_TIMEOUT, StreamConsumer } from '../event-store/stream-consumer';
import { PipelineAlarm, stageMetric } from '../internal/alarms';
import { invalid } from '../internal/checked-props';
import { claimIdentityIn, identify } from '../internal/identity';
import { PipelineFunction } from '../internal/pipeline-function';
import { SET_ASIDE_PERIODS } from '../internal/thresholds';

export interface EventRelayProps {
  /** The event store whose events the relay publishes. */
  readonly eventStore: EventStore;
  /**
   * The event bus to which the relay publishes the events.
   * @default - a new bus
   */
  readonly bus?: events.IEventBus;
}

/**
 * Publishes every event of every order to an EventBridge bus, at least once. The event store is its outbox. The
 * `detail` of each event is a CloudEvents 1.0 envelope.
 */
export class EventRelay extends Construct {
  /**
   * The event bus. Its events have the `source` `cdk-order-pipeline/{identity}`, with the identity of the event store,
   * and the event type as `detail-type`.
   */
  public readonly bus: events.IEventBus;
  /**
   * The relay, which publishes the events. Invoke it with `{ "redrive": ["orderId"] }` to publish all events of these
   * orders again, with `{ "redrive": { "since": "2026-11-24T10:00:00Z" } }` for all events since then, or with
   * `{ "redrive": { "all": true } }`. With `"dryRun": true`, it only says what it would do.
   */
  public readonly relayFunction: lambda.Function;
  /** The retry queue. Its messages name the events that the relay has set aside, until it can publish them. */
  public readonly retryQueue: sqs.Queue;
  /**
   * Receives messages of the retry queue that stop the relay whenever it reads them, and a description of each stream
   * batch that was not published within 20 hours. Keeps them for 14 days.
   */
  public readonly deadLetterQueue: sqs.Queue;
  /** Goes into alarm when a message waits on the dead-letter queue. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;
  /** Goes into alarm when the bus is more than 15 minutes behind the events. */
  public readonly lagAlarm: cloudwatch.Alarm;
  /** Goes into alarm when a message waits on the retry queue for 30 minutes: nobody takes the messages. */
  public readonly retryAgeAlarm: cloudwatch.Alarm;
  /** Goes into alarm when an event is set aside for 15 minutes, and stays on while the relay retries it. */
  public readonly unreadableAlarm: cloudwatch.Alarm;

  /**
   * The event store whose events it publishes.
   * @internal
   */
  public readonly _eventStore: EventStore;

  private readonly rules: Construct;
  private readonly source: string;

  constructor(scope: Construct, id: string, props: EventRelayProps) {
    super(scope, id);
    const { eventStore } = props;
    identify(this, eventStore);
    this._eventStore = eventStore;
    this.source = eventSourceOf(eventStore.identity);

    // bus
    this.rules = new Construct(this, 'Rules');
    this.bus = props.bus ?? new events.EventBus(this, 'Bus', { description: 'Events of orders' });
    claimIdentityIn('bus', this.bus, eventStore);

    // relay
    this.relayFunction = new PipelineFunction(this, 'Relay', {
      handler: 'notifications/relay-events',
      description: 'Publishes events to the event bus',
      timeout: STREAM_TIMEOUT,
    });
    this.relayFunction.addEnvironment(Env.EVENT_BUS_NAME, this.bus.eventBusName);
    this.bus.grantPutEventsTo(this.relayFunction);
    eventStore.grantLoad(this.relayFunction);

    // stream
    const stream = new StreamConsumer(this, 'Stream', {
      eventStore,
      consumer: this.relayFunction,
      seesTampering: false, // the projector tells
      deadLetterSection: 'event-bus-dead-letters',
      lagSection: 'event-bus-lag',
      retryAgeSection: 'event-bus-retry-age',
    });
    this.retryQueue = stream.retryQueue;
    this.deadLetterQueue = stream.deadLetterQueue;
    this.deadLetterAlarm = stream.deadLetterQueue.alarm;
    this.lagAlarm = stream.lagAlarm;
    this.retryAgeAlarm = stream.retryAgeAlarm;
    this.unreadableAlarm = new PipelineAlarm(this, 'UnreadableAlarm', {
      metric: this.metricUnreadable(),
      section: 'event-unreadable',
      periods: SET_ASIDE_PERIODS,
    });
  }

  /**
   * The number of retries of events that the relay has set aside for more than 15 minutes. By default, the sum over 5
   * minutes.
   */
  public metricUnreadable(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.EVENT_UNREADABLE, options);
  }

  /**
   * Adds a rule to the bus. It matches events of the orders of this pipeline, not those of others on the same bus.
   * Add targets to the rule that this method returns.
   *
   * @param id The id of the rule, unique within this relay
   * @param eventTypes The event types to match, such as `OrderConfirmed`. If you pass none, the rule matches all types.
   *   An unknown type throws an error.
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
    const unknown = eventTypes.find(type => !Token.isUnresolved(type) && !isEventType(type));
    if (unknown !== undefined) throw invalid('eventTypes', unknown, EVENT_TYPES.join(', '));
    return new events.Rule(this.rules, id, {
      eventBus: this.bus,
      eventPattern: { source: [this.source], ...(eventTypes.length > 0 && { detailType: eventTypes }) },
    });
  }
}
