import { type OrderRow, evolveRow } from './order-row';
import { type OrderEvent, isEventType } from '../../domain/events';
import { UnknownEvent } from '../../orders/stored-event';
import { type Item, fromItem, versionIn } from '../../orders/stored-item';

/** The row as it is after one more event. */
export interface RowStep {
  readonly version: number;
  readonly row: OrderRow;
}

/** An event that this release cannot take into the row: it cannot read it, or cannot apply it. */
export interface PoisonEvent {
  readonly version: number;
  readonly error: string;
}

export interface RowSteps {
  /** One step per event, up to the first event that cannot be taken. */
  readonly steps: readonly RowStep[];
  readonly poison?: PoisonEvent;
}

/** Folds the events of an order that follow its row. Pure. */
export function rowStepsAfter(orderId: string, row: OrderRow | undefined, items: readonly Item[]): RowSteps {
  const steps: RowStep[] = [];
  let current = row;
  for (const item of items) {
    const version = versionIn(item);
    try {
      current = evolveRow(current, fromItem<OrderEvent>(item, isEventType));
      // Else the row would be written in place of another order's.
      if (current.orderId !== orderId) throw new Error(`it places order ${JSON.stringify(current.orderId)}`);
    } catch (error) {
      return { steps, poison: poisonOf(version, error as Error) };
    }
    steps.push({ version, row: current });
  }
  return { steps };
}

/** Nothing here can fail for a technical reason, so whatever is thrown is about the event. */
const poisonOf = (version: number, error: Error): PoisonEvent => ({
  version,
  error: error instanceof UnknownEvent ? error.message : `event ${version} cannot be applied: ${error.message}`,
});
