import { RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { EventStore } from './event-store/event-store';
import { OrderApi, OrderApiOptions } from './intake/order-api';
import { OrderIntake, OrderIntakeOptions } from './intake/order-intake';
import { inOption } from './internal/checked-props';
import { identify, identityOf } from './internal/identity';
import { Inventory } from './inventory/inventory';
import { EventRelay } from './notifications/event-relay';
import { OrderNotifications, OrderNotificationsOptions } from './notifications/order-notifications';
import { Heartbeat, HeartbeatOptions } from './operations/heartbeat';
import { PaymentProvider, callbackRouteOf } from './payment/payment-provider';
import { OrderView } from './projections/order-view';
import { OrderWorkflow } from './workflow/order-workflow';

export interface OrderPipelineProps {
  /**
   * What distinguishes this pipeline from all others.
   *
   * The ids of events and payments, the `source` of published events, reservations in the inventory, and the metrics
   * contain it. So pipelines can share an event bus, an inventory and an account with a payment provider.
   *
   * It has up to 128 letters, digits and any of `. _ / -`, and starts with a letter or digit. Any other value, and the
   * identity of another pipeline that is in the stack or shares the inventory or the bus, throw an error. Never change
   * it. If you rename or move the stack, or restore its tables for another stack, set it to the identity that it had
   * before. If you deploy the same stack to several accounts or regions that share one of these, give each an identity.
   * @default - the name of the stack and the path of the construct in the stack, such as `Shop/Orders`
   */
  readonly identity?: string;
  /**
   * The inventory in which the orders reserve stock. Pipelines can share one.
   * @default - a new inventory
   */
  readonly inventory?: Inventory;
  /**
   * The payment provider that charges and refunds orders.
   * @default PaymentProvider.simulated()
   */
  readonly payment?: PaymentProvider;
  /**
   * The event bus to which the relay publishes the events of orders. Pipelines can share one.
   * @default - a new bus
   */
  readonly bus?: events.IEventBus;
  /**
   * Options of the intake: how fast it starts orders, and how many may be in progress.
   * @default - three instances; up to 1,000 orders in progress
   */
  readonly intake?: OrderIntakeOptions;
  /**
   * Options of the notifications: the sender of the emails to customers, the SNS topic, and others.
   * @default - no emails; a new topic
   */
  readonly notifications?: OrderNotificationsOptions;
  /**
   * Options of the REST API, such as who may call it.
   * @default - IAM: callers sign their requests
   */
  readonly api?: OrderApiOptions;
  /**
   * Options of the heartbeat, which sends canaries and starts orders that stand still: its pace, and whether it runs.
   * @default - a heartbeat every 20 minutes
   */
  readonly heartbeat?: HeartbeatOptions;
  /**
   * What happens to the events table, and to the stock table unless you pass an inventory, when the pipeline is
   * removed from the stack. Unless the policy is `DESTROY`, both tables are also protected against deletion. All other
   * resources are always deleted. `SNAPSHOT` throws an error.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * An event-sourced order back end. Orders arrive on a queue or through a REST API, and a workflow processes them. Every
 * state change is an event in the event store. A read model shows the orders, a relay publishes all events to an event
 * bus, and a notifier informs customers and subscribers when an order ends. Each stage is an attribute of the pipeline.
 * You can also use each stage alone.
 *
 * @example
 * import { CfnOutput } from 'aws-cdk-lib';
 * import { OrderNotificationsOptions, OrderPipeline } from 'cdk-order-pipeline';
 *
 * const notifications: OrderNotificationsOptions = { sender: 'Shop <shop@example.com>' };
 * const pipeline = new OrderPipeline(this, 'Orders', { notifications });
 * new CfnOutput(this, 'OrderQueueUrl', { value: pipeline.intake.queue.queueUrl });
 */
export class OrderPipeline extends Construct {
  /** The event store: the events of all orders. */
  public readonly eventStore: EventStore;
  /** The inventory: the stock of each SKU. */
  public readonly inventory: Inventory;
  /** The workflow: validates orders, reserves stock, takes payments and confirms orders, or compensates. */
  public readonly workflow: OrderWorkflow;
  /** The intake: the queue that receives orders, and the function that starts their workflow. */
  public readonly intake: OrderIntake;
  /** The order view, a read model: one row per order. */
  public readonly orderView: OrderView;
  /** The REST API: accepts orders and shows them. */
  public readonly api: OrderApi;
  /** The relay: publishes every event to the event bus. */
  public readonly relay: EventRelay;
  /** The notifications: emails to customers, and messages to the subscribers of an SNS topic. */
  public readonly notifications: OrderNotifications;
  /** The heartbeat: sends canaries, reports what stands still, and starts it again. */
  public readonly heartbeat: Heartbeat;
  /** The alarms of all stages. They notify nobody until you add an action: see `addAlarmAction`. */
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: OrderPipelineProps = {}) {
    super(scope, id);
    const { removalPolicy } = props;
    const identity = identityOf(this, props.identity);
    identify(this, { identity });

    // state
    const eventStore = this.eventStore = new EventStore(this, 'EventStore', { identity, removalPolicy });
    const inventory = this.inventory = props.inventory ?? new Inventory(this, 'Inventory', { removalPolicy });

    // queue to workflow
    const workflow = this.workflow = new OrderWorkflow(this, 'Workflow', {
      eventStore,
      inventory,
      payment: props.payment,
    });
    const intake = this.intake = inOption('intake', () =>
      new OrderIntake(this, 'Intake', { eventStore, workflow, ...props.intake }));

    // events to read model, and both to the API
    // The construct id must stay `Projection`: logical ids and the dimension of the metrics contain it.
    const orderView = this.orderView = new OrderView(this, 'Projection', { eventStore });
    orderView.grantList(intake.intakeFunction);
    const paymentCallback = callbackRouteOf(workflow.payment);
    const api = this.api = inOption('api', () =>
      new OrderApi(this, 'Api', { intake, eventStore, orderView, paymentCallback, ...props.api }));

    // events to bus, topic and mail
    const relay = this.relay = new EventRelay(this, 'Relay', { eventStore, bus: props.bus });
    const notifications = this.notifications = inOption('notifications', () =>
      new OrderNotifications(this, 'Notifications', { eventStore, relay, ...props.notifications }));

    // watch over all of it
    const stages = { eventStore, inventory, workflow, intake, orderView, relay };
    const heartbeat = this.heartbeat = inOption('heartbeat', () =>
      new Heartbeat(this, 'Heartbeat', { ...stages, ...props.heartbeat }));

    // alarms
    this.alarms = [
      intake.deadLetterAlarm, intake.ageAlarm, intake.delayedAlarm, intake.crashedAlarm,
      api.failedAlarm, api.unavailableAlarm,
      workflow.parkedAlarm, workflow.failedAlarm, workflow.timedOutAlarm,
      orderView.deadLetterAlarm, orderView.lagAlarm, orderView.retryAgeAlarm,
      orderView.parkedAlarm, orderView.tamperedAlarm,
      relay.deadLetterAlarm, relay.lagAlarm, relay.retryAgeAlarm, relay.unreadableAlarm,
      notifications.deadLetterAlarm, notifications.ageAlarm, notifications.delayedAlarm,
      notifications.crashedAlarm, notifications.failedAlarm,
      ...heartbeat.alarms,
    ];
  }

  /**
   * Adds actions to every alarm of the pipeline.
   *
   * @exampleMetadata fixture=pipeline
   * @example
   * import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
   * import * as sns from 'aws-cdk-lib/aws-sns';
   *
   * const onCall = new sns.Topic(this, 'OnCall');
   * pipeline.addAlarmAction(new actions.SnsAction(onCall));
   */
  public addAlarmAction(...actions: cloudwatch.IAlarmAction[]): void {
    for (const alarm of this.alarms) alarm.addAlarmAction(...actions);
  }
}
