import { evolveCourse } from './course/evolve';
import { type OrderEvent, isEventType } from './events';
import { evolveGoods } from './goods/evolve';
import { evolveMoney } from './money/evolve';
import { NEW_ORDER, type OrderState, toParts, toState } from './state/order-state';
import { unreachable } from './state/unreachable';

export { evolveCourse, evolveMoney };

/** The state after one more event. Pure. Every part receives every event and changes only its own fields. */
export function evolve(state: OrderState, event: OrderEvent): OrderState {
  if (!isKnown(event)) return unreachable(event);
  const parts = toParts(state);
  return toState({
    ...parts,
    ...evolveCourse(parts, event),
    ...evolveGoods(event),
    ...evolveMoney(parts, event),
  });
}

const isKnown = (event: OrderEvent): event is OrderEvent => isEventType(event.type);

export function fold(events: Iterable<OrderEvent>, from: OrderState = NEW_ORDER): OrderState {
  let state = from;
  for (const event of events) state = evolve(state, event);
  return state;
}
