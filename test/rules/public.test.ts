import { exportedNames } from './source-files';

test('public is what is meant to be', () => {
  expect(exportedNames('src/index.ts').sort()).toEqual([
    'CaptureMode',
    'EventRelay', 'EventRelayProps',
    'EventStore', 'EventStoreProps',
    'ExpiringAuthorization',
    'Heartbeat', 'HeartbeatOptions', 'HeartbeatProps',
    'Inventory', 'InventoryProps',
    'MailTemplates',
    'OrderApi', 'OrderApiOptions', 'OrderApiProps',
    'OrderIntake', 'OrderIntakeOptions', 'OrderIntakeProps',
    'OrderNotifications', 'OrderNotificationsOptions', 'OrderNotificationsProps',
    'OrderPipeline', 'OrderPipelineProps',
    'OrderView', 'OrderViewProps',
    'OrderWorkflow', 'OrderWorkflowProps',
    'PaymentBinding', 'PaymentCallbackOptions', 'PaymentCallbackRoute', 'PaymentFunctionOptions', 'PaymentOptions',
    'PaymentProvider', 'PaymentRequest', 'PendingPaymentOptions',
    'SimulatedPaymentOptions',
  ]);
});
