import type {
  ChargeRequest, LookUpResult, PaymentGateway, PaymentResult, RefundRequest,
} from '../../../lambda/adapters/payment/gateway';
import { SimulatedMethod } from '../../../src/contract/payment';

interface LedgerEntry {
  outcome: PaymentResult['status'];
  readonly amount: number;
  readonly currency: string;
  readonly method: string;
  /** How often the money was taken. More than once is the mistake that everything here is about. */
  charges: number;
  refunded: number;
  refundKey?: string;
}

/** A method whose charges the provider declines, and of which it later turns out that it captured them. */
export const REVERSES = 'declined-then-captured';

/** What a charge by a payment method comes to. */
function outcomeOf(method: string): PaymentResult['status'] {
  if (method === SimulatedMethod.DECLINES || method === REVERSES) return 'declined';
  return method === SimulatedMethod.TIMES_OUT ? 'unknown' : 'captured';
}

/** A provider with a ledger. It is idempotent by key as long as it remembers the key. */
export class MemoryGateway implements PaymentGateway {
  readonly keyLife = 24 * 60 * 60 * 1_000;
  readonly ledger = new Map<string, LedgerEntry>();
  /** Charges that were never answered, and those that were declined by mistake, are from now on known as captured. */
  decided = false;
  private readonly keys = new Set<string>();

  clear(): void {
    this.ledger.clear();
    this.keys.clear();
    this.decided = false;
  }

  /** Forgets the idempotency keys, as providers do after some time. What was charged stays on record. */
  forgetKeys(): void {
    this.keys.clear();
  }

  async charge({ key, amount, currency, method }: ChargeRequest, signal: AbortSignal): Promise<PaymentResult> {
    signal.throwIfAborted();
    const before = this.ledger.get(key);
    if (before && (before.amount !== amount || before.currency !== currency)) {
      throw new Error(`key ${key} was used for another amount`);
    }
    const entry = before ?? { outcome: outcomeOf(method), amount, currency, method, charges: 0, refunded: 0 };
    if (!this.keys.has(key)) entry.charges++;
    this.keys.add(key);
    this.ledger.set(key, entry);
    const isLate = method === SimulatedMethod.ANSWERS_LATE && !before;
    if (method === SimulatedMethod.TIMES_OUT || isLate) throw new Error('no answer');
    return this.resultOf(key, entry);
  }

  async lookUp({ key }: ChargeRequest, signal: AbortSignal): Promise<LookUpResult> {
    signal.throwIfAborted();
    const entry = this.ledger.get(key);
    return entry ? this.resultOf(key, entry) : { status: 'none' };
  }

  async refund({ key, charge, amount, currency }: RefundRequest, signal: AbortSignal): Promise<{ reference: string }> {
    signal.throwIfAborted();
    const entry = this.ledger.get(charge);
    if (entry?.outcome !== 'captured' || entry.amount !== amount || entry.currency !== currency) {
      throw new Error(`nothing captured under ${charge}`);
    }
    if (entry.refundKey !== undefined && entry.refundKey !== key) throw new Error(`${charge} is refunded already`);
    Object.assign(entry, { refunded: amount, refundKey: key });
    return { reference: `refund-${key}` };
  }

  private resultOf(key: string, entry: LedgerEntry): PaymentResult {
    const isWaiting = entry.outcome === 'unknown' || entry.method === REVERSES;
    if (this.decided && isWaiting) entry.outcome = 'captured';
    switch (entry.outcome) {
      case 'captured': return { status: 'captured', reference: `ref-${key}` };
      case 'declined': return { status: 'declined', code: 'CARD_DECLINED' };
      case 'unknown': return { status: 'unknown' };
    }
  }
}
