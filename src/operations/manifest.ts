import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Manifest } from '../contract/manifest';
import type { OrderPipeline } from '../order-pipeline';

/** Where the resources of a pipeline are, by the names that tools know. The values are tokens. Internal to the library. */
export function manifestOf(pipeline: OrderPipeline): Manifest {
  const { eventStore, inventory, workflow, intake, projection, api, relay, notifications } = pipeline;
  const ledger = workflow.node.tryFindChild('SimulatedLedger') as TableV2 | undefined;
  return {
    EventsTableName: eventStore.table.tableName,
    OrderViewTableName: projection.table.tableName,
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
    ProjectorFunctionName: projection.projectorFunction.functionName,
    ProjectionDeadLetterQueueUrl: projection.deadLetterQueue.queueUrl,
    RelayFunctionName: relay.relayFunction.functionName,
    RelayDeadLetterQueueUrl: relay.deadLetterQueue.queueUrl,
    ...(ledger && { PaymentLedgerTableName: ledger.tableName }),
  };
}
