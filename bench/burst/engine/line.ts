/** First in, first out, in constant time. */
export class Line<T> {
  private items: T[] = [];
  private first = 0;

  public get length(): number {
    return this.items.length - this.first;
  }

  public add(item: T): void {
    this.items.push(item);
  }

  /** The first item, which stays. */
  public peek(): T | undefined {
    return this.items[this.first];
  }

  /** Takes up to so many items. */
  public take(count: number): T[] {
    const taken = this.items.slice(this.first, this.first + count);
    this.first += taken.length;
    if (this.first > 10_000 && 2 * this.first > this.items.length) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return taken;
  }
}
