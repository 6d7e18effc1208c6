import { formatAmount } from './amounts';
import { ROUTES, pathOf } from '../../src/contract/routes';
import { apiUrlOf } from '../target/outputs';
import type { Target } from '../target/target';

interface ShownEvent {
  readonly version: number;
  readonly type: string;
  readonly time: string;
  readonly data: Record<string, unknown>;
}

/** Gets the timeline of an order from the public API, and shows it. */
export async function showTimeline(target: Target, orderId: string): Promise<void> {
  const path = pathOf(ROUTES.READ_TIMELINE, { orderId });
  const url = new URL(apiUrlOf(target.outputs, path));
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`GET ${url.pathname} is answered with ${answer.status} ${await answer.text()}`);
  const { events } = await answer.json() as { events: ShownEvent[] };
  const start = Date.parse(events[0]!.time);
  console.log(`\nGET ${path}`);
  for (const { version, type, time, data } of events) {
    const after = String(Date.parse(time) - start).padStart(5);
    console.log(`  ${String(version).padStart(2)}  ${time}  +${after} ms  ${type.padEnd(18)} ${inShort(data)}`);
  }
}

/** The data of an event, cut to the length of a line. */
function inShort({ order, lines, total, amount, currency, code, reason }: Record<string, unknown>): string {
  const money = total ?? amount;
  const placed = (order as { lines?: unknown[] } | undefined)?.lines ?? lines;
  return [
    Array.isArray(placed) && `${placed.length} ${order ? 'lines' : 'SKUs'}`,
    typeof money === 'number' && typeof currency === 'string' && formatAmount(money, currency),
    code ?? reason,
  ].filter(Boolean).join(', ');
}
