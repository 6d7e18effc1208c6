/** Does some work for each item, for at most `limit` of them at a time. The first error ends it, and is thrown. */
export async function sideBySide<T>(
  items: readonly T[], limit: number, work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = rest.next(); !next.done; next = rest.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}
