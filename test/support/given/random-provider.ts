import type { RecordedAnswer } from '../../../lambda/domain/decide';
import type { FoundRequest, RequestStatus } from '../../../lambda/domain/state/money/payments';

export const DAY = 24 * 60 * 60_000;

/** What the provider has done with a payment, in minor units. `held` is authorized, and neither captured nor voided. */
interface Booked {
  readonly isImmediate: boolean;
  readonly amount: number;
  held: number;
  captured: number;
  voided: number;
  refunded: number;
  /** When the authorization was made, in milliseconds since 1970. It lives for a week. */
  authorizedAt: number;
}

/** What the provider does with a new request. It cannot do what the payment has not enough money for. */
export type Fate = 'do it' | 'decline' | 'decline for now' | 'later';

/** A provider that keeps books, and does with each new request what it is told. It is idempotent by key. */
export class RandomProvider {
  readonly books = new Map<string, Booked>();
  /** All that it has said about requests, as webhooks that may be delivered at any time. */
  readonly said: { readonly key: string; readonly answer: RecordedAnswer }[] = [];
  /** In milliseconds since 1970. */
  now = 0;
  private readonly requests = new Map<string, { readonly request: FoundRequest; status: RequestStatus }>();

  ask(request: FoundRequest, fate: Fate): RecordedAnswer {
    const { key } = request.followUp ?? request.payment;
    const known = this.requests.get(key);
    if (known) return this.answerTo(key, known.status);
    this.requests.set(key, { request, status: 'PENDING' });
    if (!request.followUp) this.open(request);
    return fate === 'later' ? this.answerTo(key, 'PENDING') : this.decide(key, fate);
  }

  /** Undefined if it has never seen the request. */
  lookUp({ payment, followUp }: FoundRequest): RecordedAnswer | undefined {
    const { key } = followUp ?? payment;
    const known = this.requests.get(key);
    return known && this.answerTo(key, known.status);
  }

  pendingKeys = (): readonly string[] => this.keysThatAre('PENDING');
  /** Payments that it declined, and may make after all. A voided one is not among them. */
  reversible = (): readonly string[] => this.keysThatAre('FAILED').filter(key =>
    this.books.get(key)?.voided === 0 && this.books.get(key)!.captured + this.books.get(key)!.held === 0);

  /** Decides about a request that is pending, or makes a payment that it had declined. */
  decide(key: string, fate: Fate): RecordedAnswer {
    const entry = this.requests.get(key)!;
    entry.status = fate === 'do it' && this.move(entry.request) ? 'DONE' : 'FAILED';
    const answer = this.answerTo(key, entry.status, fate === 'decline for now');
    this.said.push({ key, answer });
    return answer;
  }

  moveClock(now: number): void {
    this.now = now;
    for (const booked of this.books.values()) {
      if (booked.authorizedAt + 7 * DAY > now) continue;
      booked.voided += booked.held;
      booked.held = 0;
    }
  }

  private open({ payment: { key, amount, capture } }: FoundRequest): void {
    const isImmediate = capture === 'IMMEDIATE';
    this.books.set(key, { isImmediate, amount, held: 0, captured: 0, voided: 0, refunded: 0, authorizedAt: 0 });
  }

  private move({ payment, followUp }: FoundRequest): boolean {
    const booked = this.books.get(payment.key)!;
    const { amount, purpose } = followUp ?? { ...payment, purpose: 'authorize' };
    switch (purpose) {
      case 'authorize':
        booked[booked.isImmediate ? 'captured' : 'held'] += amount;
        booked.authorizedAt = this.now;
        return true;
      case 'refund':
        if (booked.captured - booked.refunded < amount) return false;
        booked.refunded += amount;
        return true;
      case 'void': {
        const own = this.requests.get(payment.key)!;
        if (own.status === 'DONE' && booked.held < amount) return false;
        if (own.status === 'DONE') booked.held -= amount;
        else own.status = 'FAILED';
        booked.voided += amount;
        return true;
      }
      default:
        if (booked.held < amount) return false;
        booked.held -= amount;
        booked.captured += amount;
        return true;
    }
  }

  private answerTo(key: string, status: RequestStatus, retryable = false): RecordedAnswer {
    const time = (at: number) => new Date(at).toISOString();
    if (status === 'PENDING') {
      return { status: 'pending', lookAt: time(this.now + DAY / 24), answerBefore: time(this.now + DAY) };
    }
    if (status === 'FAILED') return { status: 'declined', code: 'DECLINED', retryable };
    const { authorizedAt = 0 } = this.books.get(key) ?? {};
    const [from, to] = [time(authorizedAt), time(authorizedAt + 7 * DAY)];
    return { status: 'succeeded', reference: `ref-${key}`, authorizedAt: from, captureBefore: to };
  }

  private keysThatAre(status: RequestStatus): readonly string[] {
    return [...this.requests].filter(([, entry]) => entry.status === status).map(([key]) => key);
  }
}
