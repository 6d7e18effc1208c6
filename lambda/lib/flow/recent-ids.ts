/** Remembers the ids that were added last, and forgets older ones, so that its size is bounded. */
export class RecentIds {
  // A set keeps the order in which values were added.
  private readonly ids = new Set<string>();

  constructor(private readonly limit: number) {}

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(id: string): void {
    this.ids.delete(id);
    this.ids.add(id);
    if (this.ids.size > this.limit) this.ids.delete(this.ids.values().next().value!);
  }
}
