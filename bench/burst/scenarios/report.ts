import type { Scenario } from './scenarios';
import { shortcomingsOf } from './verdict';
import type { RunResult } from '../pipeline/result';

/** A row of the report: a scenario with one of the pipelines that are compared. */
export interface ReportRow {
  readonly scenario: Scenario;
  /** Which pipeline: before or now. */
  readonly pipeline: string;
  readonly result: RunResult;
}

type Column = readonly [head: string, cell: (row: ReportRow) => string];

const REPORT_COLUMNS: readonly Column[] = [
  ['scenario', ({ scenario }) => scenario.name],
  ['pipeline', ({ pipeline }) => pipeline],
  ['dead', ({ result }) => count(result.places.dead)],
  ['transient', ({ result }) => count(result.parked.transient)],
  ['payment', ({ result }) => count(result.parked.payment)],
  ['business', ({ result }) => count(result.parked.business)],
  ['lost', ({ result }) => count(result.places.stranded)],
  ['paid, waits', ({ result }) => count(result.paidAndWaiting)],
  ['open', ({ result }) => count(result.places.running + result.places.queued)],
  ['reruns', ({ result }) => count(result.restarts)],
  ['redelivered', ({ result }) => count(result.redeliveries)],
  ['retries', ({ result }) => count(result.retries)],
  ['transitions', ({ result }) => count(result.transitions)],
  ['max age', ({ result }) => duration(result.longestAge)],
  ['others', ({ result }) => (result.longestOtherAge === undefined ? '-' : duration(result.longestOtherAge))],
  ['drained', ({ result }) => duration(result.drainedAt)],
  ['view lag', ({ result }) => duration(result.longestLag)],
  ['given up', ({ result }) => count(result.givenUp.relay + result.givenUp.projector)],
  ['verdict', ({ result }) => (shortcomingsOf(result).length === 0 ? 'holds' : 'FAILS')],
];

/** What the columns mean. */
export const LEGEND = [
  'dead: in the dead-letter queue. transient, payment, business: parked in the end, for a fault that passes, for a',
  'payment of unknown outcome, for a bug (planted: one order in 5,000). lost: the execution ended, and the order is',
  'not parked. open: not done after two days. reruns: started again by the intake. redelivered: deliveries of the',
  'order queue after the first. retries: of states. max age: from arrival to end. others: the same of the orders that',
  'an outage for some customers does not concern. drained: when the last order came to its place. view lag: the',
  'longest of a row that was written. given up: events that the relay or the projector has not processed.',
].join('\n');

/** The report as a table of text: numbers to the right, a scenario's name once. */
export function reportTable(rows: readonly ReportRow[]): string {
  const cells = rows.map(row => REPORT_COLUMNS.map(([, cell]) => cell(row)));
  const widths = REPORT_COLUMNS.map(([head], index) => Math.max(head.length, ...cells.map(row => row[index]!.length)));
  const isText = (index: number) => index < 2 || index === REPORT_COLUMNS.length - 1;
  const line = (row: readonly string[]) => row
    .map((cell, index) => (isText(index) ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!)))
    .join('  ')
    .trimEnd();
  const heads = REPORT_COLUMNS.map(([head]) => head);
  return [heads, widths.map(width => '-'.repeat(width)), ...cells.map(withoutRepeats)].map(line).join('\n');
}

const withoutRepeats = (row: readonly string[], index: number, rows: readonly (readonly string[])[]): string[] =>
  row.map((cell, column) => (column === 0 && rows[index - 1]?.[0] === cell ? '' : cell));

const count = (number: number): string => (number === 0 ? '-' : number.toLocaleString('en'));

/** A time with its two largest units. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
