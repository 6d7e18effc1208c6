/**
 * An item that many transactions write. While one of them is in progress, DynamoDB refuses the others:
 * `TransactionConflict`. So the item takes at most one transaction per lock time, however many try.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export class ContendedItem {
  public conflicts = 0;
  private freeAt = 0;

  constructor(private readonly lock: number) {}

  /** Returns false if another transaction is in progress. */
  public tryWrite(now: number): boolean {
    if (now < this.freeAt) {
      this.conflicts++;
      return false;
    }
    this.freeAt = now + this.lock;
    return true;
  }
}
