import { type CourseState, isPlaced, isValidated } from './course';
import { type GoodsState, wasReserved } from './goods';
import { type MoneyState, wasAuthorized, wasCaptured } from './money/payments';
import { type OrderStatus, isFinal } from './status';

/** The parts of an order, side by side. Each has fields of its own. */
export interface OrderParts extends CourseState, GoodsState, MoneyState {}

/**
 * The state that the events of an order lead to: its parts, and the status that follows from them. There is no separate
 * field for the end of an order, because a final status is the end.
 */
export interface OrderState extends Omit<OrderParts, 'end'> {
  readonly status: OrderStatus;
}

export const NEW_ORDER: OrderState = { status: 'NEW' };

export function toState(all: OrderParts): OrderState {
  const { end: _, ...parts } = all;
  return { ...parts, status: statusOf(all) };
}

export function toParts({ status, ...parts }: OrderState): OrderParts {
  return { ...parts, end: isFinal(status) ? status : undefined };
}

/** The status that follows from the parts. The first rule that matches decides. */
function statusOf(parts: OrderParts): OrderStatus {
  if (parts.end) return parts.end;
  if (wasCaptured(parts)) return 'PAID';
  if (wasAuthorized(parts)) return 'AUTHORIZED';
  if (wasReserved(parts)) return 'RESERVED';
  if (isValidated(parts)) return 'VALIDATED';
  return isPlaced(parts) ? 'PLACED' : 'NEW';
}

/** Whether no forward step can run any more: the order has ended, or it has failed and only compensation is left. */
export const isStopped = ({ status, failure }: OrderState): boolean => failure !== undefined || isFinal(status);
