import Table from 'cli-table3';
import { formatAmount, formatNumber } from './amounts';
import type { Report } from './report';
import type { Balance } from '../../audit/balance';
import type { SendProgress } from '../run/send';
import type { Target } from '../target/target';

type SummaryRow = [topic: string, name: string, value: string];

/** How many refused orders are listed one by one. */
const SHOWN = 5;

/** The refused orders: the reason, by order id. */
type PutAside = ReadonlyMap<string, string>;

/** Prints the table at the end of a run. */
export async function showSummary(
  target: Target, report: Report, sending: SendProgress, refused: PutAside,
): Promise<void> {
  const noLines = { 'mid': '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const table = new Table({ chars: noLines, style: { head: [], border: [] }, colAligns: ['left', 'left', 'right'] });
  table.push(
    ...orderRows(report),
    ...sendingRows(sending, refused),
    ...bookRows(report),
    ...timeRows(report),
    ...await emulatorRows(target),
  );
  console.log(`\n${table.toString()}\n`);
}

function orderRows({ orders }: Report): SummaryRow[] {
  return [
    ['orders', 'all', formatNumber(orders.total)],
    ['', 'confirmed', formatNumber(orders.confirmed)],
    ...countRows('rejected', orders.rejected),
    ...countRows('cancelled', orders.cancelled),
    ['', 'not ended', formatNumber(orders.notEnded)],
  ];
}

const countRows = (outcome: string, counts: Readonly<Record<string, number>>): SummaryRow[] =>
  Object.entries(counts).map(([reason, orders]) => ['', `${outcome}: ${reason}`, formatNumber(orders)]);

function sendingRows({ byApi, refusedByApi }: SendProgress, refused: PutAside): SummaryRow[] {
  const rows: SummaryRow[] = [['this run', 'sent by the REST API', formatNumber(byApi)]];
  if (refusedByApi > 0) rows.push(['', 'refused at the API, sent by queue', formatNumber(refusedByApi)]);
  if (refused.size > 0) rows.push(['', 'put aside, not taken as orders', formatNumber(refused.size)]);
  return rows;
}

function bookRows({ events, mails, stock, money }: Report): SummaryRow[] {
  return [
    ['events', 'of orders', formatNumber(events)],
    ['mails', 'sent', formatNumber(mails)],
    ['stock', 'on hand', formatNumber(stock.onHand)],
    ['', 'available', formatNumber(stock.available)],
    ['', 'reserved', formatNumber(stock.reserved)],
    ['', 'sold', formatNumber(stock.sold)],
    ['money', 'captured', formatAmount(money.captured, money.currency)],
    ['', 'refunded', formatAmount(money.refunded, money.currency)],
    ['', 'confirmed', formatAmount(money.confirmed, money.currency)],
  ];
}

function timeRows({ seconds, ordersPerSecond, acceptedToFinalMs }: Report): SummaryRow[] {
  return [
    ['time', 'first sent to last ended', `${seconds.toFixed(1)} s`],
    ['', 'throughput', `${ordersPerSecond.toFixed(1)} orders/s`],
    ['', 'accepted to final, p50', `${formatNumber(acceptedToFinalMs.p50)} ms`],
    ['', 'accepted to final, p99', `${formatNumber(acceptedToFinalMs.p99)} ms`],
  ];
}

async function emulatorRows({ emulator }: Target): Promise<SummaryRow[]> {
  if (!emulator) return [];
  const { processes, residentBytes } = await emulator.memory();
  const mebibytes = Math.round(residentBytes / 2 ** 20);
  return [['emulator', `memory of ${processes} processes`, `${formatNumber(mebibytes)} MiB`]];
}

/** Prints one line for each balance, and below them the first refused orders. */
export function showBalances(balances: readonly Balance[], refused: PutAside): void {
  for (const balance of balances) console.log(`${markOf(balance)} ${balance.name}: ${balance.detail}`);
  for (const [orderId, reason] of [...refused].slice(0, SHOWN)) {
    console.log(`- put aside: ${JSON.stringify(orderId)}, ${reason}`);
  }
  if (refused.size > SHOWN) console.log(`- put aside: and ${refused.size - SHOWN} more`);
}

function markOf({ ok }: Balance): string {
  if (ok === undefined) return '-';
  return ok ? '✔' : '✘';
}
