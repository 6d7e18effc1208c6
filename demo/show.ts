import Table from 'cli-table3';
import type { Balance } from './balances';
import type { Report } from './report';
import type { Sending } from './send';
import type { Target } from './target';
import { toDecimal } from '../lambda/domain/order/amount';

/** The table at the end, the balances below it, and one order's timeline. */
export async function show(
  target: Target, report: Report, balances: readonly Balance[], sending: Sending, refused: ReadonlyMap<string, string>,
): Promise<void> {
  const noLines = { 'mid': '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const table = new Table({ chars: noLines, style: { head: [], border: [] }, colAligns: ['left', 'left', 'right'] });
  const { orders, stock, money, acceptedToFinalMs } = report;
  const rows: Array<[string, string, string]> = [
    ['orders', 'all', count(orders.total)],
    ['', 'confirmed', count(orders.confirmed)],
    ...Object.entries(orders.rejected).map(([code, n]) => ['', `rejected: ${code}`, count(n)] as [string, string, string]),
    ...Object.entries(orders.cancelled).map(([reason, n]) => ['', `cancelled: ${reason}`, count(n)] as [string, string, string]),
    ['', 'open', count(orders.open)],
    ['this run', 'sent by the REST API', count(sending.byApi)],
    ...(sending.refusedByApi > 0 ? [['', 'refused at the API, sent by queue', count(sending.refusedByApi)] as [string, string, string]] : []),
    ...(refused.size > 0 ? [['', 'put aside, not taken as orders', count(refused.size)] as [string, string, string]] : []),
    ['events', 'of orders', count(report.events)],
    ['mails', 'sent', count(report.mails)],
    ['stock', 'on hand', count(stock.onHand)],
    ['', 'available', count(stock.available)],
    ['', 'reserved', count(stock.reserved)],
    ['', 'sold', count(stock.sold)],
    ['money', 'captured', amount(money.captured, money.currency)],
    ['', 'refunded', amount(money.refunded, money.currency)],
    ['', 'confirmed', amount(money.confirmed, money.currency)],
    ['time', 'first sent to last ended', `${report.seconds.toFixed(1)} s`],
    ['', 'throughput', `${report.ordersPerSecond.toFixed(1)} orders/s`],
    ['', 'accepted to final, p50', `${count(acceptedToFinalMs.p50)} ms`],
    ['', 'accepted to final, p99', `${count(acceptedToFinalMs.p99)} ms`],
  ];
  if (target.emulator) {
    const { processes, residentBytes } = await target.emulator.memory();
    rows.push(['emulator', `memory of ${processes} processes`, `${count(Math.round(residentBytes / 2 ** 20))} MiB`]);
  }
  table.push(...rows);
  console.log(`\n${table.toString()}\n`);
  for (const { name, ok, detail } of balances) console.log(`${ok === undefined ? '-' : ok ? '✔' : '✘'} ${name}: ${detail}`);
  for (const [orderId, reason] of [...refused].slice(0, 5)) console.log(`- put aside: ${JSON.stringify(orderId)}, ${reason}`);
  if (refused.size > 5) console.log(`- put aside: and ${refused.size - 5} more`);
}

/** Asks the API what happened to an order, as anybody can. */
export async function showTimeline(target: Target, orderId: string): Promise<void> {
  const url = new URL(`orders/${encodeURIComponent(orderId)}/events`, target.outputs.ApiUrl);
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`GET ${url.pathname} is answered with ${answer.status} ${await answer.text()}`);
  const { events } = await answer.json() as { events: Array<{ version: number; type: string; time: string; data: Record<string, unknown> }> };
  const start = Date.parse(events[0]!.time);
  console.log(`\nGET /orders/${encodeURIComponent(orderId)}/events`);
  for (const { version, type, time, data } of events) {
    console.log(`  ${String(version).padStart(2)}  ${time}  +${String(Date.parse(time) - start).padStart(5)} ms  ${type.padEnd(18)} ${inShort(data)}`);
  }
}

/** The data of an event, as far as a line holds it. */
function inShort({ order, lines, total, amount: sum, currency, code, reason }: Record<string, unknown>): string {
  const money = total ?? sum;
  const placed = (order as { lines?: unknown[] } | undefined)?.lines ?? lines;
  return [
    Array.isArray(placed) && `${placed.length} ${order ? 'lines' : 'SKUs'}`,
    typeof money === 'number' && typeof currency === 'string' && amount(money, currency),
    code ?? reason,
  ].filter(Boolean).join(', ');
}

const count = (number: number): string => number.toLocaleString('en-GB');

function amount(minor: number, currency: string): string {
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency }).format(toDecimal(minor, currency) as Intl.StringNumericLiteral);
}
