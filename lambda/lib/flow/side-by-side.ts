/**
 * Works on items side by side, at most `limit` at a time, as they come. Stops taking items once one has failed, waits
 * for those that are in work, and throws the first error. It does the same if it cannot get the next item.
 */
export async function sideBySide<T>(
  items: Iterable<T> | AsyncIterable<T>, limit: number, work: (item: T) => Promise<void>,
): Promise<void> {
  const inWork = new Set<Promise<void>>();
  const errors: unknown[] = [];
  try {
    for await (const item of items) {
      const one: Promise<void> = work(item).catch(error => void errors.push(error)).finally(() => inWork.delete(one));
      inWork.add(one);
      if (inWork.size >= limit) await Promise.race(inWork);
      if (errors.length > 0) break;
    }
  } catch (error) {
    errors.push(error);
  }
  await Promise.all(inWork);
  if (errors.length > 0) throw errors[0];
}
