import { RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { EventStore } from './event-store/event-store';
import { OrderApi, OrderApiOptions } from './intake/order-api';
import { OrderIntake } from './intake/order-intake';
import { Inventory } from './inventory/inventory';
import { EventRelay } from './notifications/event-relay';
import { OrderNotifications, OrderNotificationsOptions } from './notifications/order-notifications';
import { PaymentProvider } from './payment/payment-provider';
import { OrderView } from './projections/order-view';
import { OrderWorkflow } from './workflow/order-workflow';

export interface OrderPipelineProps {
  /**
   * Who takes the money.
   * @default PaymentProvider.simulated()
   */
  readonly payment?: PaymentProvider;
  /**
   * Mails and the topic.
   * @default - no mail; a topic of the pipeline's own
   */
  readonly notifications?: OrderNotificationsOptions;
  /**
   * Who may call the REST API.
   * @default - callers sign their requests (IAM)
   */
  readonly api?: OrderApiOptions;
  /**
   * What becomes of events and stock when the pipeline is removed. With `RETAIN` their tables are protected against deletion, too. Everything
   * else can be made again, and goes.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * An order back end whose every state change is an event: orders come in by a queue and a REST API, run through a workflow, and are shown by a
 * read model and told by mail and topic. Each stage can be used alone and is open through its attributes.
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
  /** The log of all orders. */
  public readonly eventStore: EventStore;
  /** The stock of each SKU. */
  public readonly inventory: Inventory;
  /** Validate, reserve, pay, confirm; or compensate. */
  public readonly workflow: OrderWorkflow;
  /** The queue that orders come in by. */
  public readonly intake: OrderIntake;
  /** The order view. */
  public readonly orderView: OrderView;
  /** The REST API. */
  public readonly api: OrderApi;
  /** The bus that every event goes to. */
  public readonly relay: EventRelay;
  /** Mails and the topic. */
  public readonly notifications: OrderNotifications;
  /** All alarms of all stages; silent until they have an action. */
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: OrderPipelineProps = {}) {
    super(scope, id);
    const { removalPolicy } = props;

    // state
    const eventStore = this.eventStore = new EventStore(this, 'EventStore', { removalPolicy });
    const inventory = this.inventory = new Inventory(this, 'Inventory', { removalPolicy });

    // queue to workflow
    const workflow = this.workflow = new OrderWorkflow(this, 'Workflow', { eventStore, inventory, payment: props.payment });
    const intake = this.intake = new OrderIntake(this, 'Intake', { eventStore, workflow });

    // events to read model, and both to the API
    // Its id stays as it is: the logical ids of its resources and the dimension of its metrics are made of it.
    const orderView = this.orderView = new OrderView(this, 'Projection', { eventStore });
    this.api = new OrderApi(this, 'Api', { intake, eventStore, orderView, ...props.api });

    // events to bus, topic and mail
    const relay = this.relay = new EventRelay(this, 'Relay', { eventStore });
    const notifications = this.notifications = new OrderNotifications(this, 'Notifications', { eventStore, relay, ...props.notifications });

    // alarms
    this.alarms = [
      intake.deadLetterAlarm,
      workflow.parkedAlarm, workflow.failedAlarm, workflow.timedOutAlarm,
      orderView.deadLetterAlarm, orderView.lagAlarm, orderView.parkedAlarm,
      relay.deadLetterAlarm, relay.lagAlarm, relay.unreadableAlarm,
      notifications.deadLetterAlarm, notifications.failedAlarm,
    ];
  }

  /**
   * Tells somebody when any alarm of the pipeline rings.
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
