import { MemoryOrders } from './memory-orders';
import type { ChargeRequest, PaymentGateway, PaymentResult } from '../../../lambda/adapters/payment/gateway';

/** A provider with a ledger: idempotent by key; some methods are declined, never answered, or answered only when asked again. */
export class MemoryGateway implements PaymentGateway {
  readonly ledger = new Map<string, { outcome: PaymentResult['status']; amount: number; refunded: number }>();
  /** Charges that were never answered are from now on known to be captured. */
  decided = false;

  async charge({ key, amount, method }: ChargeRequest): Promise<PaymentResult> {
    const known = this.ledger.get(key);
    if (known && known.amount !== amount) throw new Error(`key ${key} was used for another amount`);
    if (!known) this.ledger.set(key, { outcome: method === 'declines' ? 'declined' : method === 'silent' ? 'unknown' : 'captured', amount, refunded: 0 });
    if (method === 'silent' || (method === 'late' && !known)) throw new Error('no answer');
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

/** What the handlers under test share, in place of tables and a provider. */
export const world = { orders: new MemoryOrders(), gateway: new MemoryGateway() };

export function newWorld(stock: Readonly<Record<string, number>> = {}): void {
  for (const map of [world.orders.items, world.orders.stock, world.gateway.ledger]) map.clear();
  world.orders.faults = [];
  world.gateway.decided = false;
  for (const [sku, onHand] of Object.entries(stock)) world.orders.stock.set(sku, { onHand, available: onHand, reserved: 0, sold: 0 });
}
