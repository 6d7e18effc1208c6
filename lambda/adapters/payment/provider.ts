import * as v from 'valibot';
import { withDeadline } from './deadline';
import type { ChargeRequest, PaymentGateway, RefundRequest } from './gateway';
import { TechnicalError } from '../../../src/contract/errors';
import { ProviderDeadline } from '../../../src/contract/payment';
import { MAX_FOREIGN, foreignText, isReference } from '../../domain/state/foreign-text';
import type { System } from '../../lib/system';

/**
 * The provider did not report the outcome of a charge or a refund. The workflow retries the step with the same
 * idempotency key and finally parks the order. It never treats this as a declined payment.
 */
export class PaymentOutcomeUnknown extends Error {
  override readonly name = TechnicalError.PAYMENT_OUTCOME_UNKNOWN;
}

/** What a provider answered. An answer that is late, missing or not understood is an unknown outcome. */
export type Answer =
  | { readonly status: 'captured'; readonly reference: string }
  | { readonly status: 'declined'; readonly code: string }
  | { readonly status: 'none' }
  | { readonly status: 'unknown'; readonly reason: string };

const referenceSchema = v.custom<string>(isReference);
/** What a gateway must return. A provider can answer anything, and a gateway may pass it on. */
const answerSchema = v.variant('status', [
  v.object({ status: v.literal('captured'), reference: referenceSchema }),
  v.object({ status: v.literal('declined'), code: v.string() }),
  v.object({ status: v.literal('none') }),
  v.object({ status: v.literal('unknown') }),
]);
const refundSchema = v.object({ reference: referenceSchema });

/**
 * A payment provider as the steps see it: each call has a deadline, each answer is checked, and no failure of a call is
 * anything but an unknown outcome.
 */
export class Provider {
  constructor(private readonly gateway: PaymentGateway, private readonly system: Pick<System, 'after'>) {}

  /** For how long the provider remembers an idempotency key, in milliseconds. */
  get keyLife(): number {
    return this.gateway.keyLife;
  }

  async charge(request: ChargeRequest): Promise<Exclude<Answer, { status: 'none' }>> {
    const answer = await this.ask(ProviderDeadline.CHARGE, signal => this.gateway.charge(request, signal));
    return answer.status === 'none' ? { status: 'unknown', reason: NOT_UNDERSTOOD } : answer;
  }

  async lookUp(request: ChargeRequest): Promise<Answer> {
    return this.ask(ProviderDeadline.LOOK_UP, signal => this.gateway.lookUp(request, signal));
  }

  /** Refunds a charge. Throws PaymentOutcomeUnknown. */
  async refund(request: RefundRequest): Promise<{ readonly reference: string }> {
    const call = (signal: AbortSignal) => this.gateway.refund(request, signal);
    const result = await withDeadline(this.system, ProviderDeadline.REFUND, call).catch((error: unknown) => {
      throw new PaymentOutcomeUnknown(`refund of ${request.charge}: ${whyNoAnswer(error)}`);
    });
    const refund = v.safeParse(refundSchema, result);
    if (!refund.success) throw new PaymentOutcomeUnknown(`refund of ${request.charge}: ${NOT_UNDERSTOOD}`);
    return refund.output;
  }

  private async ask(milliseconds: number, call: (signal: AbortSignal) => Promise<unknown>): Promise<Answer> {
    try {
      const answer = v.safeParse(answerSchema, await withDeadline(this.system, milliseconds, call));
      if (!answer.success) return { status: 'unknown', reason: NOT_UNDERSTOOD };
      if (answer.output.status === 'unknown') return { status: 'unknown', reason: 'the provider does not know yet' };
      return answer.output;
    } catch (error) {
      return { status: 'unknown', reason: whyNoAnswer(error) };
    }
  }
}

const NOT_UNDERSTOOD = 'the answer is not understood';

/** Why a call failed. The error may contain whatever the provider sent. */
const whyNoAnswer = (error: unknown): string =>
  foreignText(error instanceof Error ? `${error.name}: ${error.message}` : String(error), MAX_FOREIGN.message);
