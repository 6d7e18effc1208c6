/**
 * The items of several sources: one of each source, then again one of each, until all have come to their end. So a
 * source with very many items does not keep the others waiting.
 */
export async function* inTurn<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  const left = new Set(sources.map(source => source[Symbol.asyncIterator]()));
  try {
    while (left.size > 0) {
      for (const source of left) {
        const { done, value } = await source.next();
        if (done) left.delete(source);
        else yield value;
      }
    }
  } finally {
    for (const source of left) await source.return?.();
  }
}
