import { type CourseState, isPlaced, isValidated } from './course';
import { type GoodsState, wasReserved } from './goods';
import { type MoneyState, wasCaptured } from './money';
import { type OrderStatus, isFinal } from './status';

/** The parts of an order, side by side. Each has fields of its own. */
export interface OrderParts extends CourseState, GoodsState, MoneyState {}

/**
 * What the events of an order add up to: its parts, and the status that they make. The end of an order is not a field
 * of its own here, because a final status is that end.
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

/** The status that the parts make: what tells most about the order decides. */
function statusOf(parts: OrderParts): OrderStatus {
  if (parts.end) return parts.end;
  if (wasCaptured(parts)) return 'PAID';
  if (wasReserved(parts)) return 'RESERVED';
  if (isValidated(parts)) return 'VALIDATED';
  return isPlaced(parts) ? 'PLACED' : 'NEW';
}

/** Whether no step can bring the order forward: it has ended, or it has failed and only compensation is left. */
export const isStopped = ({ status, failure }: OrderState): boolean => failure !== undefined || isFinal(status);
