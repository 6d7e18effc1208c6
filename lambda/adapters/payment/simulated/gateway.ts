import type { Ledger, LedgerEntry, LedgerPayment } from './ledger';
import { SimulatedDelay, SimulatedMethod } from '../../../../src/contract/payment/payment';
import type {
  AuthorizeRequest, FollowUpRequest, PaymentAnswer, ProviderRequest,
} from '../../../../src/contract/payment/payment-call';
import type { System } from '../../../lib/system';
import type { PaymentGateway } from '../gateway';

/** The provider did not answer a call. */
class ProviderTimeout extends Error {
  override readonly name = 'ProviderTimeout';
}

export interface SimulatedGatewayOptions extends Pick<System, 'now'> {
  readonly ledger: Ledger;
  /** For how long it says that it remembers a key, in milliseconds. The ledger keeps them for ever. */
  readonly keyLife: number;
}

/**
 * A provider that records payments in a ledger and moves no money. It is idempotent by key. The methods of
 * SimulatedMethod make it fail.
 */
export class SimulatedGateway implements PaymentGateway {
  constructor(private readonly options: SimulatedGatewayOptions) {}

  get keyLife(): number {
    return this.options.keyLife;
  }

  async ask(request: ProviderRequest, signal: AbortSignal): Promise<PaymentAnswer> {
    return request.purpose === 'authorize' ? this.authorize(request, signal) : this.followUp(request, signal);
  }

  async lookUp(request: ProviderRequest, signal: AbortSignal): Promise<PaymentAnswer> {
    this.failForAWhile(request);
    const entry = await this.options.ledger.find(request.key, signal);
    return entry ? this.answerOf(entry, request) : { status: 'notFound' };
  }

  private async authorize(request: AuthorizeRequest, signal: AbortSignal): Promise<PaymentAnswer> {
    this.failForAWhile(request);
    const { ledger } = this.options;
    const { key, method } = request;
    const { entry, isNew } = await ledger.addPayment(paymentOf(request), signal);
    refuseOther(entry, request);
    if (!isNew && method === SimulatedMethod.FORGETS_KEYS) await ledger.chargeAgain(key, signal);
    if (method === SimulatedMethod.TIMES_OUT || (method === SimulatedMethod.ANSWERS_LATE && isNew)) {
      throw new ProviderTimeout(`no answer to the request ${key}`);
    }
    return this.answerOf(entry, request);
  }

  /** A payment that is not made yet, or never was, can be voided: then it never will be. */
  private async followUp(request: FollowUpRequest, signal: AbortSignal): Promise<PaymentAnswer> {
    const { purpose, key, orderId, amount, currency, payment } = request;
    const { ledger } = this.options;
    const entry: LedgerEntry = { key, purpose, orderId, amount, currency, outcome: 'succeeded', payment: payment.key };
    const isStop = purpose === 'void' && this.canBeStopped(await ledger.find(payment.key, signal));
    const booked = await (isStop ? ledger.stop(entry, signal) : ledger.addFollowUp(entry, signal));
    if (!booked) return { status: 'declined', code: purpose === 'refund' ? 'NOTHING_TO_REFUND' : 'NOTHING_HELD' };
    refuseOther(booked, request);
    return this.answerOf(booked, request);
  }

  private answerOf(entry: LedgerEntry, request: ProviderRequest): PaymentAnswer {
    const { key, outcome, method } = entry;
    if (outcome === 'unknown') return { status: 'unknown' };
    if (outcome === 'declined') {
      return { status: 'declined', code: 'CARD_DECLINED', retryable: method === SimulatedMethod.DECLINES_ONCE };
    }
    if (this.isPending(entry)) return { status: 'pending' };
    const end = Date.parse(request.requestedAt) + SimulatedDelay.EXPIRES_SOON;
    const captureBefore = new Date(end).toISOString();
    const ends = method === SimulatedMethod.EXPIRES_SOON && { captureBefore };
    return { status: 'succeeded', reference: `simulated-${key}`, ...ends };
  }

  private isPending({ pendingUntil }: Partial<LedgerPayment>): boolean {
    return pendingUntil !== undefined && this.options.now().getTime() < Date.parse(pendingUntil);
  }

  private canBeStopped(payment: LedgerEntry | undefined): boolean {
    return payment !== undefined && (payment.outcome !== 'succeeded' || this.isPending(payment));
  }

  private failForAWhile(request: ProviderRequest): void {
    if (request.purpose !== 'authorize' || request.method !== SimulatedMethod.FAILS_FOR_A_WHILE) return;
    const end = Date.parse(request.requestedAt) + SimulatedDelay.FAILS_FOR_A_WHILE;
    if (this.options.now().getTime() < end) throw new Error('the provider is out of order');
  }
}

/** The outcome of a payment, by its method. */
function outcomeOf({ method, attempt }: AuthorizeRequest): LedgerEntry['outcome'] {
  const declinesNow = method === SimulatedMethod.DECLINES_ONCE && attempt === 1;
  if (method === SimulatedMethod.DECLINES || declinesNow) return 'declined';
  return method === SimulatedMethod.TIMES_OUT ? 'unknown' : 'succeeded';
}

function paymentOf(request: AuthorizeRequest): LedgerPayment {
  const { key, purpose, orderId, amount, currency, method, capture } = request;
  const outcome = outcomeOf(request);
  const taken = outcome === 'succeeded' ? amount : 0;
  const pendingUntil = new Date(Date.parse(request.requestedAt) + SimulatedDelay.PENDS);
  const [captured, held] = capture ? [taken, 0] : [0, taken];
  return {
    key,
    purpose,
    orderId,
    amount,
    currency,
    method,
    outcome,
    captured,
    held,
    voided: 0,
    kept: captured,
    refunded: 0,
    charges: outcome === 'succeeded' ? 1 : 0,
    ...(method === SimulatedMethod.PENDS && { pendingUntil: pendingUntil.toISOString() }),
  };
}

/** Throws if the key was used for another amount, as real providers do. */
function refuseOther({ key, amount, currency }: LedgerEntry, request: ProviderRequest): void {
  if (amount === request.amount && currency === request.currency) return;
  throw new Error(`key ${key} was used for ${amount} ${currency}; now ${request.amount} ${request.currency}`);
}
