// The public surface, and nothing else.
export { OrderPipeline, OrderPipelineProps } from './order-pipeline';
export { EventStore, EventStoreProps } from './event-store';
export { Inventory, InventoryProps } from './inventory';
export { OrderWorkflow, OrderWorkflowProps } from './order-workflow';
export { PaymentProvider } from './payment-provider';
export { OrderIntake, OrderIntakeProps } from './order-intake';
export { Projection, ProjectionProps } from './projection';
export { OrderApi, OrderApiOptions, OrderApiProps } from './order-api';
export { EventRelay, EventRelayProps } from './event-relay';
export { OrderNotifications, OrderNotificationsOptions, OrderNotificationsProps } from './order-notifications';
export { MailTemplates } from './mail-templates';
