import { type Account, Bank, type Booking, heldOf, refundableOf } from './bank';
import type {
  AuthorizeRequest, FollowUpRequest, PaymentAnswer, PaymentCall,
} from '../../../src/contract/payment/payment-call';
import type { PaymentContractOptions } from '../../../testing';
import type { ContractSystem } from '../../../testing/payment/contract';

/** Payment methods of the pretend provider that fail. */
export const PretendMethod = {
  DECLINES: 'declines',
  PENDS: 'pends',
  /** The bank takes the money, and the first call fails. */
  LOSES: 'loses',
  /** The bank takes the money, and the first call answers after half a minute. */
  DELAYS: 'delays',
  /** The bank takes the money, and each call under the key gets a server error. */
  STORES_ERROR: 'stores-error',
} as const;

/** Mistakes that a payment function can have. */
export const BUGS = {
  // ---- the three of which the suite must find each ----
  chargesAgain: 'charges again under a repeated key after a time-out',
  declinesUnknown: 'answers declined for an unknown outcome',
  silentRefund: 'takes a second partial refund for the first one, and does nothing',
  // ---- others ----
  quietRefund: 'answers a second refund with a new reference, and does nothing',
  noKeys: 'has no idempotency keys',
  racyKeys: 'writes the key down after the charge, too late for a call at the same time',
  anyValues: 'does not compare the values under a key',
  lookUpCharges: 'looks a payment up by sending it again',
  lookUpByKeyLife: 'looks payments up among the keys that the provider still knows',
  lookUpByOrder: 'looks payments up by the id of the order',
  notFoundFails: 'fails when it finds nothing',
  anyVersion: 'does not look at the version',
  crashesOnOperation: 'fails on an operation that it does not know',
  strictFields: 'refuses fields that it does not know',
  anyRefund: 'refunds more than is left',
  refundsNothing: 'answers the refund of a payment that it does not know as if it were done',
  needsReference: 'finds the payment of a refund by its reference only',
  capturesAtOnce: 'takes the money with the authorization',
  anyCapture: 'captures more than is authorized',
  emptyVoid: 'answers a void, and does nothing',
  voidLoses: 'refuses to void a pending payment, and loses it',
  changesItsMind: 'forgets that it declined a payment',
  otherWords: 'answers with words of its own',
} as const;
export type Bug = keyof typeof BUGS;

/** What a key was used for, and what became of it. */
interface Known {
  readonly values: string;
  answer?: PaymentAnswer | Error;
}

/** A payment function in memory that keeps the contract, or has one of the bugs. */
export class PretendProvider {
  private readonly bank = new Bank();
  private readonly keys = new Map<string, Known>();

  constructor(private readonly system: Pick<ContractSystem, 'sleep'>, private readonly bug?: Bug) {}

  /** What the suite needs to make it fail, and to read its books. */
  get options(): PaymentContractOptions {
    return {
      faults: {
        decline: { method: PretendMethod.DECLINES },
        pend: { method: PretendMethod.PENDS },
        loseAnswer: { method: PretendMethod.LOSES },
        delay: { method: PretendMethod.DELAYS },
        storeError: { method: PretendMethod.STORES_ERROR },
        forgetKeys: async () => this.keys.clear(),
      },
      books: async order => this.bank.booksOf(order),
    };
  }

  readonly pay = async (call: PaymentCall): Promise<unknown> => {
    if (call.version !== 1 && this.bug !== 'anyVersion') return unknown(`version ${String(call.version)}`);
    if (this.bug === 'strictFields' && 'contractSuite' in call) return unknown('contractSuite');
    try {
      const answer = call.operation === 'lookUp' ? this.lookUp(call) : await this.once(call);
      return this.bug === 'otherWords' && answer.status === 'succeeded' ? { ...answer, status: 'captured' } : answer;
    } catch (error) {
      if (this.bug === 'declinesUnknown') return declined('PROVIDER_ERROR');
      throw error;
    }
  };

  /** Does what a call says, unless the key was used before. */
  private async once(call: PaymentCall): Promise<PaymentAnswer> {
    const { key, amount, currency, purpose, operation } = call;
    const values = JSON.stringify([operation, purpose, amount, currency]);
    const known = this.keys.get(key);
    if (known && this.bug !== 'noKeys') {
      if (known.values !== values && this.bug !== 'anyValues') return unknown('the key was used with other values');
      if (!known.answer) return unknown('another call with this key is in progress');
      if (known.answer instanceof Error) throw known.answer;
      return known.answer;
    }
    const entry: Known = { values };
    if (this.bug !== 'racyKeys') this.keys.set(key, entry);
    await Promise.resolve(); // the way to the bank, on which other calls overtake
    const isFirst = !this.bank.accounts.some(account => account.key === key);
    const answer = this.does(call);
    const method = call.purpose === 'authorize' && isFirst ? call.method : '';
    const forgets = this.bug === 'chargesAgain'
      ? method === PretendMethod.LOSES || method === PretendMethod.DELAYS
      : this.bug === 'changesItsMind' && answer.status === 'declined';
    if (forgets) this.keys.delete(key);
    else this.keys.set(key, { values, answer });
    if (method === PretendMethod.DELAYS) await this.system.sleep(30_000);
    if (method === PretendMethod.LOSES) throw new Error('connection reset');
    if (method !== PretendMethod.STORES_ERROR) return answer;
    this.keys.set(key, { values, answer: new Error('500 Internal Server Error') });
    throw new Error('500 Internal Server Error');
  }

  private does(call: PaymentCall): PaymentAnswer {
    if (call.operation !== call.purpose) {
      if (this.bug === 'crashesOnOperation') throw new TypeError('handlers[operation] is not a function');
      return unknown(`operation ${call.operation}`);
    }
    if (call.purpose === 'authorize') return this.authorize(call);
    const account = this.accountOf(call);
    if (!account && this.bug === 'refundsNothing') return { status: 'succeeded', reference: 'nothing' };
    if (!account) return declined('NO_SUCH_PAYMENT');
    switch (call.purpose) {
      case 'capture': return this.move(account.captures, call, this.bug === 'anyCapture' ? Infinity : heldOf(account));
      case 'void': return this.release(account, call);
      case 'refund': return this.refund(account, call);
    }
  }

  private authorize(call: AuthorizeRequest): PaymentAnswer {
    const { method, capture } = call;
    if (method === PretendMethod.DECLINES) {
      const before = this.bank.accounts.some(({ key }) => key === call.key);
      if (this.bug === 'changesItsMind' && before) return this.take(call, true);
      this.bank.open(call, 'declined');
      return declined('CARD_DECLINED');
    }
    if (method === PretendMethod.PENDS) {
      return { status: 'pending', reference: this.bank.open(call, 'pending').reference };
    }
    return this.take(call, capture || this.bug === 'capturesAtOnce');
  }

  private take(call: AuthorizeRequest, capture: boolean): PaymentAnswer {
    const account = this.bank.open(call, 'open');
    if (capture) this.bank.book(account.captures, call);
    return succeeded(account);
  }

  private release(account: Account, call: FollowUpRequest): PaymentAnswer {
    if (this.bug === 'emptyVoid') return succeeded({ ...call, reference: this.bank.newReference('void') });
    if (account.status === 'pending' && this.bug === 'voidLoses') {
      this.bank.accounts.splice(this.bank.accounts.indexOf(account), 1);
      return declined('TOO_LATE');
    }
    if (account.status === 'pending') {
      account.status = 'declined';
      return succeeded(this.bank.book(account.voids, call));
    }
    return this.move(account.voids, call, heldOf(account));
  }

  private refund(account: Account, call: FollowUpRequest): PaymentAnswer {
    const [first] = account.refunds;
    if (first && this.bug === 'silentRefund') return { status: 'succeeded', reference: first.reference };
    if (first && this.bug === 'quietRefund') return succeeded({ ...call, reference: this.bank.newReference('refund') });
    return this.move(account.refunds, call, this.bug === 'anyRefund' ? Infinity : refundableOf(account));
  }

  private move(bookings: Booking[], call: FollowUpRequest, limit: number): PaymentAnswer {
    return call.amount <= limit ? succeeded(this.bank.book(bookings, call)) : declined('AMOUNT_TOO_LARGE');
  }

  private accountOf({ payment, pipeline, orderId }: FollowUpRequest): Account | undefined {
    return this.bank.accounts.find(account => account.pipeline === pipeline && account.orderId === orderId
      && (this.bug === 'needsReference' ? account.reference === payment.reference : account.key === payment.key));
  }

  private lookUp(call: PaymentCall): PaymentAnswer {
    if (this.bug === 'lookUpByKeyLife' && !this.keys.has(call.key)) return { status: 'notFound' };
    const found = call.purpose === 'authorize' ? this.findPayment(call) : this.findMove(call);
    if (found) return found;
    if (this.bug === 'notFoundFails') throw new Error('nothing found');
    return this.bug === 'lookUpCharges' ? this.does({ ...call, operation: call.purpose }) : { status: 'notFound' };
  }

  private findPayment({ key, pipeline, orderId }: AuthorizeRequest): PaymentAnswer | undefined {
    const account = this.bank.accounts.find(one => one.orderId === orderId
      && (this.bug === 'lookUpByOrder' || (one.pipeline === pipeline && one.key === key)));
    if (account?.status === 'pending') return { status: 'pending', reference: account.reference };
    if (account?.status === 'declined') return declined('CARD_DECLINED');
    return account && succeeded(account);
  }

  private findMove(call: FollowUpRequest): PaymentAnswer | undefined {
    const account = this.accountOf(call);
    const lists = { capture: account?.captures, void: account?.voids, refund: account?.refunds };
    const booking = lists[call.purpose]?.find(({ key }) => key === call.key);
    return booking && succeeded(booking);
  }
}

const succeeded = ({ reference, amount }: Booking): PaymentAnswer => ({ status: 'succeeded', reference, amount });
const declined = (code: string): PaymentAnswer => ({ status: 'declined', code });
const unknown = (reason: string): PaymentAnswer => ({ status: 'unknown', reason });
