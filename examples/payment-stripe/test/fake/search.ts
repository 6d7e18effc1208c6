/** Stripe's search: an index that lags behind. It knows a payment as it was created, and not before `delay` is over. */
import type { Clock } from './clock';
import type { Payment } from './account';

export class SearchIndex {
  /** Seconds. "Under normal operating conditions" a minute, in an outage up to an hour. */
  public delay = 60;

  public constructor(private readonly clock: Clock) {}

  public find(payments: readonly Payment[], query: string): Payment[] {
    const key = /^metadata\["key"\]:"([^"]+)"$/.exec(query)?.[1];
    if (!key) throw new Error(`The fake does not understand the query ${query}.`);
    const indexed = payments.filter(({ created }) => created + this.delay <= this.clock.seconds());
    const found = indexed.filter(({ metadata }) => metadata.key === key);
    return found.map(payment => ({ ...payment, status: 'requires_confirmation', latest_charge: null }));
  }
}
