import type { ProviderRequest } from '../../../src/contract/payment/payment-call';

/**
 * The provider was surely not asked, for instance because AWS throttled the call. Nothing has happened, so the step is
 * tried again like after any failure that passes.
 */
export class NotAsked extends Error {
  override readonly name = 'NotAsked';
}

/**
 * A payment provider, as its protocol allows to talk to it. `Provider` puts a deadline around each call, and checks
 * each answer. Each call gets a signal, and stops when the signal aborts: then nobody waits for its answer any more.
 *
 * A call throws if it does not know the outcome, whatever the error: the provider is down or busy, repeats a stored
 * server error, or has another call under the same key in progress. None of these is a declined request.
 */
export interface PaymentGateway {
  /**
   * For how long the provider remembers an idempotency key, in milliseconds. The pipeline sends no request under an
   * older key, because the provider might move the money again.
   */
  readonly keyLife: number;
  /**
   * Sends a request. Returns what the provider answered, unchecked. It can be repeated with the same request. Throws
   * NotAsked if the provider was surely not asked.
   */
  ask(request: ProviderRequest, signal: AbortSignal): Promise<unknown>;
  /**
   * Asks what became of an earlier request, and moves no money. It must find requests whose keys the provider has
   * forgotten. Returns what the provider answered, unchecked.
   */
  lookUp(request: ProviderRequest, signal: AbortSignal): Promise<unknown>;
}
