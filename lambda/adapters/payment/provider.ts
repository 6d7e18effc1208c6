import { withDeadline } from './deadline';
import { NotAsked, type PaymentGateway } from './gateway';
import { readAnswer } from './json';
import { ProviderDeadline } from '../../../src/contract/payment/payment';
import type { PaymentAnswer, ProviderRequest } from '../../../src/contract/payment/payment-call';
import { MAX_FOREIGN, foreignText } from '../../domain/state/foreign-text';
import type { System } from '../../lib/system';

/** The provider did not say what became of a request. An answer that is late or not understood says nothing either. */
export interface UnknownAnswer {
  readonly status: 'unknown';
  readonly reason: string;
}

/** What a provider said about a request. */
export type KnownAnswer = Exclude<PaymentAnswer, { readonly status: 'unknown' | 'notFound' }>;

/** What a provider said when it was asked what became of a request. */
export type LookUpAnswer = KnownAnswer | UnknownAnswer | { readonly status: 'notFound' };

/**
 * A payment provider as the settlement sees it: each call has a deadline, each answer is checked, and no failure of a
 * call is anything but an unknown outcome, unless the provider was surely not asked.
 */
export class Provider {
  constructor(private readonly gateway: PaymentGateway, private readonly system: Pick<System, 'after'>) {}

  /** For how long the provider remembers an idempotency key, in milliseconds. */
  get keyLife(): number {
    return this.gateway.keyLife;
  }

  /** Throws NotAsked. */
  async ask(request: ProviderRequest): Promise<KnownAnswer | UnknownAnswer> {
    const answer = await this.call(request, ProviderDeadline.REQUEST, signal => this.gateway.ask(request, signal));
    if (answer.status !== 'notFound') return answer;
    return { status: 'unknown', reason: 'the provider answered notFound to a request that is no look-up' };
  }

  /** Throws NotAsked. */
  async lookUp(request: ProviderRequest): Promise<LookUpAnswer> {
    return this.call(request, ProviderDeadline.LOOK_UP, signal => this.gateway.lookUp(request, signal));
  }

  private async call(
    { amount }: ProviderRequest, milliseconds: number, call: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<LookUpAnswer> {
    try {
      const answer = readAnswer(await withDeadline(this.system, milliseconds, call));
      if (answer.status === 'unknown') return { status: 'unknown', reason: reasonIn(answer) };
      if (answer.status !== 'succeeded' || (answer.amount ?? amount) === amount) return answer;
      const reason = `the provider did ${answer.amount} instead of the requested amount of ${amount}`;
      return { status: 'unknown', reason };
    } catch (error) {
      if (error instanceof NotAsked) throw error;
      return { status: 'unknown', reason: whyNoAnswer(error) };
    }
  }
}

const reasonIn = ({ reason }: { readonly reason?: string }): string =>
  (reason ? foreignText(reason, MAX_FOREIGN.message) : 'the provider does not know yet');

/** Why a call failed. The error may contain whatever the provider sent. */
const whyNoAnswer = (error: unknown): string =>
  foreignText(error instanceof Error ? `${error.name}: ${error.message}` : String(error), MAX_FOREIGN.message);
