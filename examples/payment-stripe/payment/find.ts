/** Finds payments and refunds by the key in their metadata, for as long as Stripe keeps them. */
import Stripe from 'stripe';
import { LOOK_UP } from './client';

/**
 * Search knows nothing of the last minute, and in an outage nothing of the last hour. Lists have no delay. Sources:
 * https://docs.stripe.com/api/payment_intents/search and https://docs.stripe.com/search#data-freshness
 * So what is younger than this is found in the list, and only what is older by search.
 */
const SEARCH_DELAY = 65 * 60_000;

/** How far the clocks of AWS and Stripe may be apart. */
const CLOCKS_DIFFER = 5 * 60_000;

/** The pipeline waits 8 s. A call takes 2.5 s at most, and 1.5 s are for a cold start. */
const START_NO_CALL_AFTER = 4_000;

/** The look-up could not read everything that it had to read. */
export class IncompleteLookUp extends Error {
  public readonly name = 'IncompleteLookUp';
}

export interface Wanted {
  readonly key: string;
  readonly pipeline: string;
  /** No payment with this key is older, ms. Absent if it is not known. */
  readonly since?: number;
}

/**
 * The payments with a key. More than one means that somebody sent a request after Stripe had forgotten its key.
 * Throws `IncompleteLookUp` if there may be more than it could read.
 */
export async function findPayments(stripe: Stripe, wanted: Wanted, now: () => number): Promise<Stripe.PaymentIntent[]> {
  const started = now();
  const since = (wanted.since ?? 0) - CLOCKS_DIFFER;
  const listFrom = Math.max(since, started - SEARCH_DELAY);
  const ids = new Set<string>();
  const take = ({ id, metadata }: Stripe.PaymentIntent) => {
    if (metadata.key === wanted.key && metadata.pipeline === wanted.pipeline) ids.add(id);
  };
  const inTime = () => {
    if (now() - started > START_NO_CALL_AFTER) throw new IncompleteLookUp('too many payments to read in time');
  };

  if (listFrom > since) {
    const query = `metadata["key"]:"${wanted.key}"`;
    const found = await stripe.paymentIntents.search({ query, limit: 100 }, LOOK_UP);
    found.data.forEach(take);
  }
  // Of the last hour. A request may be sent hours after it was recorded, so this is needed for old ones, too.
  if (ids.size === 0) {
    let page: { starting_after?: string } | undefined = {};
    while (page) {
      inTime();
      const created = { gte: Math.floor(listFrom / 1_000) };
      const list: Stripe.ApiList<Stripe.PaymentIntent> =
        await stripe.paymentIntents.list({ created, limit: 100, ...page }, LOOK_UP);
      list.data.forEach(take);
      page = list.has_more ? { starting_after: list.data.at(-1)!.id } : undefined;
    }
  }
  inTime();
  // Search results may be old, so each payment is read again.
  return Promise.all([...ids].map(id => readPayment(stripe, id)));
}

/** A payment as it is now, with the charge that says how long it is authorized. */
export const readPayment = (stripe: Stripe, id: string): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }, LOOK_UP);

/** Refunds of a payment. There are few, and the list has no delay. */
export async function findRefund(stripe: Stripe, payment: string, key: string): Promise<Stripe.Refund | undefined> {
  let page: { starting_after?: string } | undefined = {};
  while (page) {
    const list: Stripe.ApiList<Stripe.Refund> =
      await stripe.refunds.list({ payment_intent: payment, limit: 100, ...page }, LOOK_UP);
    const found = list.data.find(({ metadata }) => metadata?.key === key);
    if (found) return found;
    page = list.has_more ? { starting_after: list.data.at(-1)!.id } : undefined;
  }
  return undefined;
}
