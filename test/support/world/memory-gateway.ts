import type { ChargeRequest, PaymentGateway, PaymentResult } from '../../../lambda/adapters/payment/gateway';

interface LedgerEntry {
  outcome: PaymentResult['status'];
  readonly amount: number;
  refunded: number;
}

/** What a charge by a payment method comes to. */
function outcomeOf(method: string): PaymentResult['status'] {
  if (method === 'declines') return 'declined';
  return method === 'silent' ? 'unknown' : 'captured';
}

/**
 * A provider with a ledger: idempotent by key; some methods are declined, never answered, or answered only when asked
 * again.
 */
export class MemoryGateway implements PaymentGateway {
  readonly ledger = new Map<string, LedgerEntry>();
  /** Charges that were never answered are from now on known to be captured. */
  decided = false;

  async charge({ key, amount, method }: ChargeRequest): Promise<PaymentResult> {
    const before = this.ledger.get(key);
    if (before && before.amount !== amount) throw new Error(`key ${key} was used for another amount`);
    if (!before) this.ledger.set(key, { outcome: outcomeOf(method), amount, refunded: 0 });
    if (method === 'silent' || (method === 'late' && !before)) throw new Error('no answer');
    return this.lookUp(key);
  }

  async lookUp(key: string): Promise<PaymentResult> {
    const entry = this.ledger.get(key);
    if (entry?.outcome === 'unknown' && this.decided) entry.outcome = 'captured';
    switch (entry?.outcome) {
      case 'captured': return { status: 'captured', reference: `ref-${key}` };
      case 'declined': return { status: 'declined', code: 'CARD_DECLINED' };
      default: return { status: 'unknown' };
    }
  }

  async refund({ key, amount }: ChargeRequest): Promise<{ reference: string }> {
    const entry = this.ledger.get(key);
    if (entry?.outcome !== 'captured' || entry.amount !== amount) throw new Error(`nothing captured under ${key}`);
    entry.refunded = amount;
    return { reference: `refund-${key}` };
  }
}
