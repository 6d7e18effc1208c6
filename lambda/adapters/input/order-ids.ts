import { isCanary } from '../../domain/order/canary';
import { isOrderId } from '../../domain/order/texts';
import { wrongInput, wrongValue } from '../../lib/input/wrong-input';

/** Whether an order on record can have this id. Those of clients cannot begin like a canary's. */
export const isIdOnRecord = (id: string): boolean => isOrderId(id) || isCanary(id);

/** Reads a list of order ids, without repetitions. `more` says how to name more than `max`. Throws WrongInput. */
export function orderIdsIn(what: string, ids: readonly unknown[], max: number, more: string): readonly string[] {
  if (ids.length === 0 || ids.length > max) {
    throw wrongInput(what, `has ${ids.length} order ids`, `1 to ${max}; ${more}`);
  }
  const wrong = ids.findIndex(id => typeof id !== 'string' || !isIdOnRecord(id));
  if (wrong >= 0) throw wrongValue(`${what}[${wrong}]`, ids[wrong], 'the id of an order');
  return [...new Set(ids as readonly string[])];
}
