import type { CourseEvent } from './events';
import type { Order } from '../order/order';
import type { OrderState } from '../state/order-state';
import { CommandRefused } from '../state/refusal';

/** Records an order as its client sent it. */
export interface PlaceOrder {
  readonly type: 'PlaceOrder';
  readonly order: Order;
  readonly digest: string;
}

export function decidePlaceOrder(state: OrderState, { order, digest }: PlaceOrder): readonly CourseEvent[] {
  if (!state.order) return [{ type: 'OrderPlaced', data: { order, digest } }];
  if (state.digest === digest) return [];
  throw new CommandRefused(
    'ORDER_ID_CONFLICT',
    `order ${order.orderId} was placed before with another content; allowed: the same content, or another id`,
  );
}
