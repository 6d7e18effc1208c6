/**
 * Conditions of a transaction did not hold, so it wrote nothing. `found` has the index of each failed condition, with
 * the item that was found if the condition asks for it.
 */
export class ConditionsFailed<Found = unknown> extends Error {
  override readonly name = 'ConditionsFailed';
  constructor(readonly found: ReadonlyMap<number, Found | undefined>) {
    super(`the conditions of items ${[...found.keys()].join(', ')} do not hold`);
  }
}
