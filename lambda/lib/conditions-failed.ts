/**
 * Conditions of a transaction do not hold; nothing was written. Keyed by index, with what was found where the condition
 * asked for it.
 */
export class ConditionsFailed<Found = unknown> extends Error {
  override readonly name = 'ConditionsFailed';
  constructor(readonly found: ReadonlyMap<number, Found | undefined>) {
    super(`the conditions of items ${[...found.keys()].join(', ')} do not hold`);
  }
}
