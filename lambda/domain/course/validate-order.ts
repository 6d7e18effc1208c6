import type { CourseEvent } from './events';
import { asClientOrder, isCanary } from '../order/canary';
import type { Order } from '../order/order';
import { parseOrder } from '../order/validation';
import { isValidated } from '../state/course';
import { type OrderState, isStopped } from '../state/order-state';

/** Checks an order against the rules. */
export interface ValidateOrder {
  readonly type: 'ValidateOrder';
}

/** The maximum number of problems in the event. The first one decides; many more would only make the item large. */
const PROBLEMS_KEPT = 20;

export function decideValidateOrder(state: OrderState, order: Order): readonly CourseEvent[] {
  if (isStopped(state) || isValidated(state)) return [];
  const reading = parseOrder(isCanary(order.orderId) ? asClientOrder(order) : order);
  if (reading.kind === 'acceptable') {
    return [{ type: 'OrderValidated', data: { currency: order.currency, total: reading.total } }];
  }
  const problems = reading.problems.slice(0, PROBLEMS_KEPT).map(problem => ({ ...problem }));
  return [{ type: 'OrderRejected', data: { code: problems[0]!.code, problems } }];
}
