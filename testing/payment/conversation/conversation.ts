import { ContractBroken, type Reply } from './answer';
import type { Calls, Sent } from './calls';
import { type Done, booksAsText, replyAsText, expectDone, isDefinite, nameOf } from './demands';
import type { Books, ContractSettings, OrderOfCase, PaymentData } from './options';
import type { System } from '../../../lambda/lib/system';
import {
  type AuthorizeRequest,
  type FollowUpRequest,
  PAYMENT_CONTRACT_VERSION,
  type PaymentCall,
  type PaymentRef,
  type ProviderRequest,
} from '../../../src/contract/payment/payment-call';

/** The pauses between look-ups of one request, in milliseconds: half a second, doubled up to ten seconds. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
/** Older than any provider is slow to list a payment, and older than the life of Stripe's keys, 24 hours. */
const OLD = 25 * 60 * 60 * 1_000;

/** What one case says to the provider: requests about an order of its own, and what it demands of the answers. */
export class Conversation {
  /** An order that the provider has never seen. */
  readonly order: OrderOfCase;

  constructor(
    private readonly calls: Calls,
    readonly settings: ContractSettings,
    private readonly system: Pick<System, 'now' | 'sleep' | 'after' | 'newId'>,
  ) {
    this.order = { pipeline: settings.pipeline, orderId: `contract-${system.newId()}` };
  }

  // ---- requests ----

  /** A request to take money, with a key of its own. */
  authorize(data: PaymentData = this.settings.payment, other: Partial<AuthorizeRequest> = {}): AuthorizeRequest {
    const { amount, currency } = this.settings;
    const { method, token } = data;
    return {
      ...this.common(amount, currency),
      purpose: 'authorize',
      attempt: 1,
      capture: true,
      method,
      ...token !== undefined && { token },
      ...other,
    };
  }

  /** A request about a payment, with a key of its own. */
  about(
    payment: PaymentRef, purpose: FollowUpRequest['purpose'], amount: number, other: Partial<FollowUpRequest> = {},
  ): FollowUpRequest {
    const { key, reference } = payment;
    const ref = { key, ...reference !== undefined && { reference } };
    return { ...this.common(amount, this.settings.currency), purpose, payment: ref, ...other };
  }

  /** A part of the amount, in minor units. */
  tenths(count: number): number {
    return Math.floor((this.settings.amount * count) / 10);
  }

  /** When a request was recorded that is so old that the provider, had it received the request, would tell. */
  longAgo(): string {
    return new Date(this.system.now().getTime() - OLD).toISOString();
  }

  private common(amount: number, currency: string) {
    const requestedAt = this.system.now().toISOString();
    return { key: this.system.newId(), ...this.order, amount, currency, requestedAt };
  }

  // ---- calls ----

  send(request: ProviderRequest): Sent {
    return this.calls.send(callOf(request, request.purpose));
  }

  /** Sends a call that may not be of the contract. */
  sendOdd(call: object): Promise<Reply> {
    return this.calls.send(call).byDeadline;
  }

  /** Sends a request, as the pipeline does: until the deadline. */
  ask(request: ProviderRequest): Promise<Reply> {
    return this.send(request).byDeadline;
  }

  lookUp(request: ProviderRequest): Promise<Reply> {
    return this.calls.send(callOf(request, 'lookUp')).byDeadline;
  }

  /** Looks a request up until the provider can tell, or patience ends. */
  async found(request: ProviderRequest): Promise<Reply> {
    let waited = 0;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      const reply = await this.lookUp(request);
      if (isDefinite(reply) || waited >= this.settings.patience) return reply;
      await this.system.sleep(pause);
      waited += pause;
    }
  }

  /** Waits for something as long as patience lasts. */
  async inPatience<T>(promise: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const stopClock = this.system.after(this.settings.patience, () => resolve(undefined));
      promise.finally(stopClock).then(resolve, reject);
    });
  }

  // ---- demands ----

  /** Demands that a request is carried out, at once or after a look-up. */
  async succeed(request: ProviderRequest): Promise<Done> {
    const reply = await this.ask(request);
    const settled = isDefinite(reply) ? reply : await this.found(request);
    return expectDone(settled, `The ${nameOf(request)} has to succeed`);
  }

  /** Pays the order at once. */
  async pay(other: Partial<AuthorizeRequest> = {}): Promise<PaymentRef> {
    const request = this.authorize(undefined, other);
    const { reference } = await this.succeed(request);
    return { key: request.key, reference };
  }

  /** Demands that a look-up finds a request as carried out. */
  async findDone(request: ProviderRequest): Promise<Done> {
    return expectDone(await this.found(request), `A look-up has to find the ${nameOf(request)}`);
  }

  /** Demands that a request is not carried out, whatever else the answer, and that a look-up agrees. */
  async refuse(request: ProviderRequest, why: string): Promise<void> {
    for (const reply of [await this.ask(request), await this.lookUp(request)]) {
      if (reply.status === 'succeeded' || reply.status === 'pending') {
        throw new ContractBroken(`The ${nameOf(request)} must not succeed: ${why}. It is ${replyAsText(reply)}.`);
      }
    }
  }

  /** Demands that a provider does not know a request. Make the request with `longAgo`, so that it would have to. */
  async absent(request: ProviderRequest): Promise<void> {
    const reply = await this.found(request);
    if (reply.status !== 'notFound') {
      throw new ContractBroken(`The ${nameOf(request)} was never sent, so its look-up has to answer notFound. `
        + `It is ${replyAsText(reply)}.`);
    }
  }

  /** Demands what the books contain, if the suite can read them. */
  async books(expected: Books, order: OrderOfCase = this.order): Promise<void> {
    const books = await this.readBooks(order);
    if (!books) return;
    const [actual, wanted] = [booksAsText(books), booksAsText(expected)];
    if (actual !== wanted) throw new ContractBroken(`The provider's books show ${actual}. They must show ${wanted}.`);
  }

  /** The books, if the suite can read them. */
  async readBooks(order: OrderOfCase = this.order): Promise<Books | undefined> {
    try {
      return await this.settings.books?.(order);
    } catch (error) {
      throw new ContractBroken(`options.books failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

const callOf = (request: ProviderRequest, operation: PaymentCall['operation']): PaymentCall =>
  ({ version: PAYMENT_CONTRACT_VERSION, operation, ...request });
