// The public surface, and nothing else.
export { OrderPipeline, OrderPipelineProps } from './order-pipeline';
export { EventStore, EventStoreProps } from './event-store/event-store';
export { Inventory, InventoryProps } from './inventory/inventory';
export { OrderWorkflow, OrderWorkflowProps } from './workflow/order-workflow';
export { PaymentBinding } from './payment/payment-binding';
export { PaymentCallbackOptions, PaymentCallbackRoute } from './payment/payment-callback';
export { PaymentProvider } from './payment/payment-provider';
export { PaymentRequest } from './payment/payment-request';
export {
  CaptureMode, ExpiringAuthorization, PaymentFunctionOptions, PaymentOptions, PendingPaymentOptions,
  SimulatedPaymentOptions,
} from './payment/payment-options';
export { OrderIntake, OrderIntakeOptions, OrderIntakeProps } from './intake/order-intake';
export { OrderView, OrderViewProps } from './projections/order-view';
export { OrderApi, OrderApiOptions, OrderApiProps } from './intake/order-api';
export { EventRelay, EventRelayProps } from './notifications/event-relay';
export {
  OrderNotifications, OrderNotificationsOptions, OrderNotificationsProps,
} from './notifications/order-notifications';
export { Heartbeat, HeartbeatOptions, HeartbeatProps } from './operations/heartbeat';
export { MailTemplates } from './notifications/mail-templates';
