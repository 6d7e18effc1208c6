import { type Ledger, type LedgerEntry, type LedgerPayment, MOVES, STOPPED } from './ledger';

/** The ledger of the simulated provider in memory, for tests. Nothing comes between read and write of a call. */
export class MemoryLedger implements Ledger {
  readonly entries = new Map<string, LedgerEntry>();

  async find(key: string, signal: AbortSignal): Promise<LedgerEntry | undefined> {
    signal.throwIfAborted();
    return this.entries.get(key);
  }

  async addPayment(payment: LedgerPayment, signal: AbortSignal) {
    signal.throwIfAborted();
    const found = this.entries.get(payment.key);
    if (!found) this.entries.set(payment.key, payment);
    return { entry: found ?? payment, isNew: !found };
  }

  async chargeAgain(key: string): Promise<void> {
    const payment = this.entries.get(key) as LedgerPayment;
    this.change(payment, { charges: payment.charges + 1 });
  }

  async addFollowUp(entry: LedgerEntry, signal: AbortSignal): Promise<LedgerEntry | undefined> {
    signal.throwIfAborted();
    const found = this.entries.get(entry.key);
    if (found) return found;
    const payment = this.entries.get(entry.payment!) as LedgerPayment | undefined;
    const { from, to } = MOVES[entry.purpose as keyof typeof MOVES];
    if (!payment || payment[from] < entry.amount || payment.currency !== entry.currency) return undefined;
    const moved = Object.fromEntries(to.map(name => [name, payment[name] + entry.amount]));
    this.change(payment, { ...moved, [from]: payment[from] - entry.amount });
    this.entries.set(entry.key, entry);
    return entry;
  }

  async stop(entry: LedgerEntry, signal: AbortSignal): Promise<LedgerEntry | undefined> {
    signal.throwIfAborted();
    const found = this.entries.get(entry.key);
    if (found) return found;
    this.change(this.entries.get(entry.payment!) as LedgerPayment, STOPPED);
    this.entries.set(entry.key, entry);
    return entry;
  }

  private change(payment: LedgerPayment, changes: Partial<LedgerPayment>): void {
    const changed: LedgerPayment = { ...payment, ...changes };
    this.entries.set(payment.key, changed);
  }
}
