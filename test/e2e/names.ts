/** What the deployed app and the tests agree on. */
export const STACK = 'OrderPipelineE2e';
export const SENDER = 'orders@shop.example';

/** The outputs of the stack. */
export interface Outputs {
  readonly EventsTable: string;
  readonly ViewTable: string;
  readonly StockTable: string;
  readonly LedgerTable: string;
  readonly OrderQueue: string;
  readonly OrderDeadLetters: string;
  readonly NotificationQueue: string;
  readonly NotificationDeadLetters: string;
  readonly ProjectionDeadLetters: string;
  readonly RelayDeadLetters: string;
  readonly StateMachine: string;
  readonly ApiId: string;
  readonly StockFunction: string;
  readonly IntakeFunction: string;
  readonly ProjectorFunction: string;
  readonly RelayFunction: string;
  /** Subscribed to the topic for confirmed orders only. */
  readonly ConfirmedSubscriber: string;
  /** Target of a rule for all events of orders. */
  readonly BusSubscriber: string;
}
