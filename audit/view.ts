import { isDeepStrictEqual } from 'node:util';
import { type Balance, balanceOf } from './balance';
import { toEnding } from './ending';
import type { OrderHistory, Tables } from './tables';

export function viewIsCurrent({ orders, view }: Tables): Balance {
  const behind = [...orders].filter(([orderId, events]) => {
    const row = view.get(orderId);
    return row?.version !== events.length || row.status !== toEnding(events).state.status;
  }).map(([orderId]) => orderId);
  const extra = [...view.keys()].filter(orderId => !orders.has(orderId));
  const right = `${view.size} rows, each at its order's version`;
  return balanceOf('order view is current', [...behind, ...extra], right, 'behind: ');
}

/** Checks that each row of a read model is the complete fold of its order's events, and that there is no other row. */
export function rowsAreFolds<Row>(
  { orders }: Tables,
  rows: ReadonlyMap<string, Row>,
  foldRow: (events: OrderHistory) => Row | undefined,
): Balance {
  const wrong = [...orders].filter(([orderId, events]) => !isSameJson(rows.get(orderId), foldRow(events)))
    .map(([orderId]) => orderId);
  const extra = [...rows.keys()].filter(orderId => !orders.has(orderId));
  return balanceOf('rows are the folds of their events', [...wrong, ...extra], `${rows.size} rows`);
}

/** Compares as JSON, because tables do not store undefined properties. */
const isSameJson = (a: unknown, b: unknown): boolean => isDeepStrictEqual(asJson(a), asJson(b));
const asJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
