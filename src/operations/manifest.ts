import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Heartbeat } from './heartbeat';
import type { Manifest } from '../contract/manifest';
import type { EventStore } from '../event-store/event-store';
import type { OrderApi } from '../intake/order-api';
import type { OrderIntake } from '../intake/order-intake';
import type { Inventory } from '../inventory/inventory';
import type { EventRelay } from '../notifications/event-relay';
import type { OrderNotifications } from '../notifications/order-notifications';
import { SIMULATED_LEDGER_ID } from '../payment/simulated-ledger';
import type { OrderView } from '../projections/order-view';
import type { OrderWorkflow } from '../workflow/order-workflow';

/** The stages whose resources the manifest names: an `OrderPipeline`, or stages that an app has put together itself. */
export interface ManifestStages {
  readonly eventStore: EventStore;
  readonly inventory: Inventory;
  readonly workflow: OrderWorkflow;
  readonly intake: OrderIntake;
  readonly orderView: OrderView;
  readonly api: OrderApi;
  readonly relay: EventRelay;
  readonly notifications: OrderNotifications;
  readonly heartbeat: Heartbeat;
}

/**
 * The names, URLs and ARNs of a pipeline's resources, by the output names that tools know. The values are tokens.
 * Internal to the library.
 */
export function manifestOf(stages: ManifestStages): Manifest {
  const { eventStore, inventory, workflow, intake, orderView, api, relay, notifications, heartbeat } = stages;
  const ledger = workflow.node.tryFindChild(SIMULATED_LEDGER_ID) as TableV2 | undefined;
  return {
    Identity: eventStore.identity,
    EventsTableName: eventStore.table.tableName,
    OrderViewTableName: orderView.table.tableName,
    StockTableName: inventory.table.tableName,
    StockFunctionName: inventory.stockFunction.functionName,
    OrderQueueUrl: intake.queue.queueUrl,
    OrderDeadLetterQueueUrl: intake.deadLetterQueue.queueUrl,
    NotificationQueueUrl: notifications.queue.queueUrl,
    NotificationDeadLetterQueueUrl: notifications.deadLetterQueue.queueUrl,
    ApiUrl: api.restApi.url,
    ApiId: api.restApi.restApiId,
    TopicArn: notifications.topic.topicArn,
    EventBusName: relay.bus.eventBusName,
    StateMachineArn: workflow.stateMachine.stateMachineArn,
    IntakeFunctionName: intake.intakeFunction.functionName,
    ProjectorFunctionName: orderView.projectorFunction.functionName,
    ProjectionRetryQueueUrl: orderView.retryQueue.queueUrl,
    ProjectionDeadLetterQueueUrl: orderView.deadLetterQueue.queueUrl,
    RelayFunctionName: relay.relayFunction.functionName,
    RelayRetryQueueUrl: relay.retryQueue.queueUrl,
    RelayDeadLetterQueueUrl: relay.deadLetterQueue.queueUrl,
    HeartbeatFunctionName: heartbeat.heartbeatFunction.functionName,
    ...(ledger && { PaymentLedgerTableName: ledger.tableName }),
  };
}
