import type { RunFacts } from '../../audit/facts';
import type { Tables } from '../../audit/tables';
import { type Totals, addUp } from '../../audit/totals';

/** The currency of all orders of the demo. */
const CURRENCY = 'GBP';

/** What `--report` writes; amounts are in minor units. */
export interface Report extends Totals {
  /** The endpoint of the emulator. Null on AWS. */
  readonly endpoint: string | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly money: Totals['money'] & { readonly currency: string };
}

/** Where the run took place. */
export type Place = Pick<Report, 'endpoint' | 'outputs'>;

/** The figures of the tables and of the run, in the order of the file. */
export function makeReport(tables: Tables, { endpoint, outputs, ...facts }: RunFacts & Place): Report {
  const { orders, events, mails, stock, money, ...speed } = addUp(tables, facts);
  return { endpoint, outputs, orders, events, mails, stock, money: { currency: CURRENCY, ...money }, ...speed };
}
