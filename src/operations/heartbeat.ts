import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HeartbeatAlarms } from './heartbeat-alarms';
import { scheduleHeartbeat } from './heartbeat-schedule';
import { DEFAULT_PACE, checkedPace } from './pace';
import { Env } from '../contract/environment';
import { CANARY_SKU } from '../contract/heartbeat/canary';
import { MetricName } from '../contract/metrics';
import { EventStore } from '../event-store/event-store';
import { OrderIntake } from '../intake/order-intake';
import { stageMetric } from '../internal/alarms';
import { identify } from '../internal/identity';
import { PipelineFunction } from '../internal/pipeline-function';
import { DeadLetterQueue } from '../internal/queues';
import { Inventory } from '../inventory/inventory';
import { EventRelay } from '../notifications/event-relay';
import { OrderView } from '../projections/order-view';
import { OrderWorkflow } from '../workflow/order-workflow';

export interface HeartbeatOptions {
  /**
   * The time between two heartbeats. 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30 minutes, or 1, 2, 3, 4, 6, 8 or 12 hours;
   * any other value throws an error. Each heartbeat sends a canary, so the costs grow with the pace.
   * @default Duration.minutes(20)
   */
  readonly pace?: Duration;
  /**
   * Whether the heartbeat runs by itself. If false, it has no schedule and no alarms, and nothing starts an order that
   * stands still: an order whose payment provider does not answer for some minutes stays parked until an operator runs
   * it again. You can still invoke its function.
   * @default true
   */
  readonly enabled?: boolean;
}

export interface HeartbeatProps extends HeartbeatOptions {
  /** The event store that says how each order stands. */
  readonly eventStore: EventStore;
  /** The inventory in which the heartbeat loads the stock of its canaries. */
  readonly inventory: Inventory;
  /** The workflow whose failed executions show orders that stand still. */
  readonly workflow: OrderWorkflow;
  /** The intake to whose queue the heartbeat sends its canaries, and which starts orders that stand still. */
  readonly intake: OrderIntake;
  /** The order view, in which the heartbeat finds the orders for which something is left to do. */
  readonly orderView: OrderView;
  /** The relay, which reports how late it reads the events of a canary. */
  readonly relay: EventRelay;
}

/** A sweep takes at most three minutes; the other parts of a heartbeat take seconds. */
const TIMEOUT = Duration.minutes(5);

/**
 * Watches over a pipeline, at a fixed pace. Each heartbeat does four things:
 *
 * - It checks that the last canary came to its end. A canary is an order over 0, which takes the same way as all
 *   orders, but reaches no payment provider, no event bus and no customer.
 * - It reports how many orders are underway and parked, and how long the oldest has stood still.
 * - It sends the next canary.
 * - It finds orders that stand still: their execution is gone, or they are parked for a reason that passes by itself.
 *   By messages on the order queue, it tells the intake to start their workflow as soon as there is room. It never does
 *   so for an order that is parked because of a defect.
 */
export class Heartbeat extends Construct {
  /**
   * The function of the heartbeat. Operators can invoke it, too, with `{}`: it then does the same as when its schedule
   * invokes it.
   */
  public readonly heartbeatFunction: lambda.Function;
  /**
   * Receives the invocations that failed three times, and keeps them for 14 days. The next heartbeat does the same
   * work, so you can delete them. Undefined if not enabled.
   */
  public readonly deadLetterQueue?: sqs.Queue;
  /**
   * Goes into alarm when a message waits on the dead-letter queue. Undefined if not enabled.
   */
  public readonly deadLetterAlarm?: cloudwatch.Alarm;
  /**
   * Goes into alarm when there was no complete heartbeat for three times the pace. Undefined if not enabled.
   */
  public readonly missedAlarm?: cloudwatch.Alarm;
  /**
   * Goes into alarm when a canary has not come to its end within the pace. Undefined if not enabled.
   */
  public readonly canaryAlarm?: cloudwatch.Alarm;
  /**
   * Goes into alarm when the relay reads the events of two canaries in a row more than 15 minutes late, or not at all.
   * Undefined if not enabled.
   */
  public readonly relayAlarm?: cloudwatch.Alarm;
  /**
   * Is in alarm as long as orders are parked. Undefined if not enabled.
   */
  public readonly parkedAlarm?: cloudwatch.Alarm;
  /**
   * Goes into alarm when orders that stand still could not be looked up, or not be sent to the intake, in three
   * heartbeats in a row. Undefined if not enabled.
   */
  public readonly sweepAlarm?: cloudwatch.Alarm;
  /** The alarms of the heartbeat. None if it is not enabled. */
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: HeartbeatProps) {
    super(scope, id);
    identify(this, props.eventStore);
    const pace = checkedPace(props.pace ?? DEFAULT_PACE);

    // function
    this.heartbeatFunction = new PipelineFunction(this, 'Heartbeat', {
      handler: 'operations/beat',
      description: 'Sends canaries and finds orders that stand still',
      timeout: TIMEOUT,
      memorySize: 512,
    });
    this.heartbeatFunction.addEnvironment(Env.HEARTBEAT_PACE, String(pace.toMinutes()));
    this.grantWork(props);
    if (props.enabled === false) {
      this.alarms = [];
      return;
    }

    // schedule
    const deadLetterQueue = this.deadLetterQueue = new DeadLetterQueue(this, 'heartbeat-dead-letters');
    this.deadLetterAlarm = deadLetterQueue.alarm;
    scheduleHeartbeat(this, { heartbeatFunction: this.heartbeatFunction, pace, deadLetterQueue });

    // alarms
    const alarms = new HeartbeatAlarms(this, { heartbeat: this, intake: props.intake, relay: props.relay, pace });
    this.missedAlarm = alarms.missed;
    this.canaryAlarm = alarms.canary;
    this.relayAlarm = alarms.relay;
    this.parkedAlarm = alarms.parked;
    this.sweepAlarm = alarms.sweep;
    this.alarms = [this.deadLetterAlarm, alarms.missed, alarms.canary, alarms.relay, alarms.parked, alarms.sweep];
  }

  /** The number of orders for which something is left to do, and that neither wait nor are parked. */
  public metricUnderway(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.gauge(MetricName.UNDERWAY_ORDERS, options);
  }

  /**
   * The number of orders that wait: for the answer to a payment or a refund, or with an authorization that nobody has
   * captured yet. By default, the maximum over 5 minutes.
   */
  public metricWaiting(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.gauge(MetricName.WAITING_ORDERS, options);
  }

  /** The number of orders that are parked. By default, the maximum over 5 minutes. */
  public metricParked(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.gauge(MetricName.PARKED_ORDERS, options);
  }

  /** The time since the last event of the order that has stood still for longest, in seconds. */
  public metricOldest(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.gauge(MetricName.OLDEST_UNFINISHED_ORDER, options);
  }

  private gauge(name: MetricName, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, name, { statistic: cloudwatch.Stats.MAXIMUM, ...options });
  }

  private grantWork({ eventStore, inventory, workflow, intake, orderView }: HeartbeatProps): void {
    const fn = this.heartbeatFunction;
    eventStore.grantAppend(fn);
    orderView.grantRead(fn);
    orderView.grantList(fn);

    // messages to the intake
    intake.queue.grant(fn, 'sqs:SendMessage', 'sqs:GetQueueAttributes');
    fn.addEnvironment(Env.ORDER_QUEUE_URL, intake.queue.queueUrl);

    // canaries
    fn.addEnvironment(Env.STOCK_TABLE, inventory.table.tableName);
    fn.addToRolePolicy(new iam.PolicyStatement({
      actions: ['dynamodb:PutItem'],
      resources: [inventory.table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [`SKU#${CANARY_SKU}`] } },
    }));

    // failed executions
    const { stateMachine } = workflow;
    fn.addEnvironment(Env.STATE_MACHINE_ARN, stateMachine.stateMachineArn);
    stateMachine.grant(fn, 'states:ListExecutions');
    stateMachine.grantExecution(fn, 'states:DescribeExecution');
  }
}
