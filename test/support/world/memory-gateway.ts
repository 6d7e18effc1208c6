import type { Clock } from './clock';
import { NotAsked, type PaymentGateway } from '../../../lambda/adapters/payment/gateway';
import { SimulatedGateway } from '../../../lambda/adapters/payment/simulated/gateway';
import type { LedgerEntry, LedgerPayment } from '../../../lambda/adapters/payment/simulated/ledger';
import { MemoryLedger } from '../../../lambda/adapters/payment/simulated/memory-ledger';
import { SimulatedMethod } from '../../../src/contract/payment/payment';
import type { AuthorizeRequest, ProviderRequest } from '../../../src/contract/payment/payment-call';

/** A method whose payments the provider declines, and of which it later turns out that it took the money. */
export const REVERSES = 'declined-then-captured';

/**
 * What can go wrong with one call.
 * - `fails before`, `fails after`: it fails, before or after the provider has done what it was asked.
 * - `stores 500`, `does, and stores 500`: the same, and the provider repeats this error for the key for ever.
 * - `is silent`: the provider does what it was asked, and never answers.
 * - `is not asked`: the request does not reach the provider.
 * - `refuses`: the provider declines, and does nothing.
 * - `answers`: the provider does what it was asked, and answers this.
 */
export type CallFault =
  | 'fails before' | 'fails after' | 'stores 500' | 'does, and stores 500' | 'is silent' | 'is not asked' | 'refuses'
  | { readonly answers: unknown };

const MINUTE = 60_000;

/** The simulated provider with books in memory, whose calls can go wrong. It can also forget its idempotency keys. */
export class MemoryGateway implements PaymentGateway {
  readonly keyLife = 24 * 60 * MINUTE;
  readonly books = new MemoryLedger();
  /** Payments that were never answered, and those that were declined by mistake, are from now on known as made. */
  decided = false;
  /** What befalls the next requests, one each, and the next look-ups. */
  faults: (CallFault | undefined)[] = [];
  lookUpFaults: (CallFault | undefined)[] = [];
  /** The requests and look-ups that reached the provider. */
  asked: ProviderRequest[] = [];
  lookedUp: ProviderRequest[] = [];
  /** The keys under which money was moved more than once. */
  movedAgain: string[] = [];
  private readonly simulated: SimulatedGateway;
  private readonly errors = new Set<string>();
  private forgotten = new Set<string>();

  constructor(private readonly clock: Clock) {
    this.simulated = new SimulatedGateway({ ledger: this.books, keyLife: this.keyLife, now: clock.now });
  }

  clear(): void {
    this.books.entries.clear();
    this.errors.clear();
    this.forgotten.clear();
    this.decided = false;
    [this.faults, this.lookUpFaults, this.asked, this.lookedUp, this.movedAgain] = [[], [], [], [], []];
  }

  /** The payments in the books, by key. */
  get ledger(): ReadonlyMap<string, LedgerPayment> {
    return new Map([...this.books.entries].filter((one): one is [string, LedgerPayment] => isPayment(one[1])));
  }

  /** Forgets the idempotency keys, as providers do after some time. What was done stays in the books. */
  forgetKeys(): void {
    this.forgotten = new Set(this.books.entries.keys());
  }

  /** Takes the money of a payment after all, or holds it. */
  makeAfterAll(key: string): void {
    const entry = this.ledger.get(key);
    if (!entry || entry.outcome === 'succeeded') return;
    const { amount } = entry;
    const isImmediate = this.asked.some(one => one.key === key && one.purpose === 'authorize' && one.capture);
    const money = isImmediate ? { captured: amount, kept: amount } : { held: amount };
    const { pendingUntil: _, ...rest } = entry;
    this.put({ ...rest, ...money, outcome: 'succeeded', charges: 1 });
  }

  async ask(request: ProviderRequest, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    const fault = this.faults.shift();
    if (fault === 'is not asked') throw new NotAsked('throttled');
    this.asked.push(request);
    const { key } = request;
    if (fault === 'fails before') throw new Error('503');
    if (fault === 'refuses') return { status: 'declined', code: 'REFUSED' };
    if (this.errors.has(key)) throw new Error('500, as before');
    if (fault === 'stores 500' || fault === 'does, and stores 500') this.errors.add(key);
    if (fault === 'stores 500') throw new Error('500');
    await this.moveAgainIfForgotten(request, signal);
    this.decide(key);
    const answer = await this.simulated.ask(asDeclined(request), signal);
    if (isReversed(request)) this.put({ ...this.ledger.get(key)!, method: REVERSES });
    return fault ? this.spoil(fault, signal) : answer;
  }

  async lookUp(request: ProviderRequest, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    const fault = this.lookUpFaults.shift();
    if (fault === 'is not asked') throw new NotAsked('throttled');
    this.lookedUp.push(request);
    if (fault) return this.spoil(fault, signal);
    this.decide(request.key);
    return this.simulated.lookUp(request, signal);
  }

  private async spoil(fault: CallFault, signal: AbortSignal): Promise<unknown> {
    if (typeof fault === 'object') return fault.answers;
    if (fault !== 'is silent') throw new Error('500');
    setImmediate(() => this.clock.pass(MINUTE));
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('late')));
    });
  }

  /** A provider that has forgotten a key takes the request for a new one. */
  private async moveAgainIfForgotten({ key }: ProviderRequest, signal: AbortSignal): Promise<void> {
    if (!this.forgotten.delete(key)) return;
    this.movedAgain.push(key);
    const entry = await this.books.find(key, signal);
    if (entry && isPayment(entry)) await this.books.chargeAgain(key);
  }

  private decide(key: string): void {
    const entry = this.ledger.get(key);
    const isWaiting = entry?.outcome === 'unknown' || entry?.method === REVERSES;
    if (this.decided && isWaiting) this.makeAfterAll(key);
  }

  private put(entry: LedgerPayment): void {
    this.books.entries.set(entry.key, entry);
  }
}

const isPayment = (entry: LedgerEntry): entry is LedgerPayment => entry.purpose === 'authorize';

const isReversed = (request: ProviderRequest): request is AuthorizeRequest =>
  request.purpose === 'authorize' && request.method === REVERSES;

const asDeclined = (request: ProviderRequest): ProviderRequest =>
  (isReversed(request) ? { ...request, method: SimulatedMethod.DECLINES } : request);
