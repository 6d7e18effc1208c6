import type { PaymentPurpose } from '../../../../src/contract/payment/payment-call';

/** What the simulated provider has in its books about one request. */
export interface LedgerEntry {
  /** The idempotency key of the request. */
  readonly key: string;
  readonly purpose: PaymentPurpose;
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly outcome: 'succeeded' | 'declined' | 'unknown';
  /** Of a payment: the method. */
  readonly method?: string;
  /** Of a request about a payment: the key of the payment. */
  readonly payment?: string;
}

/** The amounts of a payment. `held` can still be captured or voided, and `kept` can still be refunded. */
export interface LedgerPayment extends LedgerEntry {
  readonly captured: number;
  readonly held: number;
  readonly voided: number;
  readonly kept: number;
  readonly refunded: number;
  /** How often the money was taken or authorized. More than once is the mistake that everything here is about. */
  readonly charges: number;
  /** Until when the payment is pending. ISO 8601, UTC. */
  readonly pendingUntil?: string;
}

/** How a request about a payment changes the amounts of the payment. */
export interface LedgerMove {
  readonly from: 'held' | 'kept';
  readonly to: readonly ('captured' | 'kept' | 'voided' | 'refunded')[];
}

export const MOVES: Record<Exclude<PaymentPurpose, 'authorize'>, LedgerMove> = {
  capture: { from: 'held', to: ['captured', 'kept'] },
  void: { from: 'held', to: ['voided'] },
  refund: { from: 'kept', to: ['refunded'] },
};

/** What a payment becomes that is voided before it was made: it never will be. */
export const STOPPED = { outcome: 'declined', captured: 0, held: 0, kept: 0, charges: 0 } as const;

/** What is in the books under the key of a payment, and whether this call has put it there. */
export interface AddedPayment {
  readonly entry: LedgerEntry;
  readonly isNew: boolean;
}

/** The books of the simulated provider. They know every key for ever, whatever the provider says. */
export interface Ledger {
  find(key: string, signal: AbortSignal): Promise<LedgerEntry | undefined>;
  /** Adds a payment, unless the key is in the books. Returns what is there afterwards. */
  addPayment(payment: LedgerPayment, signal: AbortSignal): Promise<AddedPayment>;
  /** Counts that the money was taken once more under the same key. */
  chargeAgain(key: string, signal: AbortSignal): Promise<void>;
  /**
   * Adds a request about a payment and moves its amount, unless the key is in the books. Returns what is there
   * afterwards, or undefined if the payment has not so much left.
   */
  addFollowUp(entry: LedgerEntry, signal: AbortSignal): Promise<LedgerEntry | undefined>;
  /** Adds a request to void a payment that is not made yet, and stops it, unless the key is in the books. */
  stop(entry: LedgerEntry, signal: AbortSignal): Promise<LedgerEntry | undefined>;
}
