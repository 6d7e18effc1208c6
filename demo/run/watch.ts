import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetterReader } from './dead-letters';
import { MailCounter } from './mail-counter';
import { depthOf } from './queues';
import type { SendProgress } from './send';
import { type WatchedOrder, countNotified, scanView } from './tables';
import { isMailed } from '../../audit/ending';
import type { Order } from '../../lambda/domain/order/order';
import { isFinal } from '../../lambda/domain/state/status';
import type { Target } from '../target/target';
import { type Say, bar } from '../terminal/progress';

/**
 * The time between two reads of the tables, in milliseconds: short enough for smooth bars, and long enough that reading
 * does not slow the emulator. Reading takes at most a thirtieth of the time.
 */
const INTERVAL = { min: 1_000, max: 4_000, perLook: 30 };
/**
 * The maximum time without any progress, in milliseconds. After that, the demo stops waiting. It is longer than the
 * visibility time-out of 90 seconds after which a notification comes back if its sender was killed.
 */
const PATIENCE = 120_000;

/** The orders that had ended before this run. They do not count towards the speed of this run. */
export async function finalOrders(target: Target): Promise<Set<string>> {
  const client = new DynamoDBClient(target.client);
  const rows = await scanView(client, target.outputs.OrderViewTableName);
  client.destroy();
  return new Set(rows.filter(hasEnded).map(({ orderId }) => orderId));
}

/** Shows bars until all orders have ended and all notifications are sent, or until there is no more progress. */
export async function watch(
  target: Target, orders: readonly Order[], sending: SendProgress, deadLetters: DeadLetterReader, say: Say,
): Promise<void> {
  const client = new DynamoDBClient(target.client);
  const sqs = new SQSClient(target.client);
  const mails = new MailCounter(target);
  const { OrderViewTableName, OrderQueueUrl, EventsTableName } = target.outputs;
  const ids = new Set(orders.map(({ orderId }) => orderId));
  let last = '';
  let moved = Date.now();
  for (;;) {
    const looked = Date.now();
    const rows = await scanView(client, OrderViewTableName);
    const refused = new Set([...(await deadLetters.read()).keys(), ...sending.refusedByQueue.keys()]);
    const mine = rows.filter(({ orderId }) => ids.has(orderId));
    const final = new Set([
      ...mine.filter(hasEnded).map(({ orderId }) => orderId),
      ...[...ids].filter(id => refused.has(id)),
    ]);
    // An order that is sent again may have ended long before the intake takes its message.
    const done = sending.sent === orders.length && final.size === ids.size && await depthOf(sqs, OrderQueueUrl) === 0;
    // Counting notifications reads the whole event log, so do it only when there is nothing else to wait for.
    const notified = done ? await countNotified(client, EventsTableName) : 0;
    const mailed = await mails.count();

    say([
      bar('sent', sending.sent, orders.length, wayOf(sending)),
      bar('recorded', new Set([...mine.map(({ orderId }) => orderId), ...final]).size, ids.size),
      bar('ended', final.size, ids.size),
      bar('mailed', mailed, rows.filter(mayBeMailed).length),
    ].join('\n'));
    if (done && notified >= expectedNotifications(rows)) break;

    const events = rows.reduce((sum, { version }) => sum + version, 0);
    const now = [sending.sent, rows.length, events, notified, mailed].join();
    if (now !== last) {
      last = now;
      moved = Date.now();
    } else if (Date.now() - moved > PATIENCE) {
      break;
    }
    const pause = Math.min(INTERVAL.max, Math.max(INTERVAL.min, INTERVAL.perLook * (Date.now() - looked)));
    await new Promise(resolve => setTimeout(resolve, pause));
  }
  client.destroy();
  sqs.destroy();
}

function wayOf({ byApi, refusedByApi }: SendProgress): string {
  const refused = refusedByApi > 0 ? `; ${refusedByApi} refused at the API, sent by queue` : '';
  return `${byApi} by REST${refused}`;
}

const hasEnded = ({ status, isUnsold }: WatchedOrder): boolean => isFinal(status) && !isUnsold;

/** Whether an email is due, or will be due unless the order is rejected. */
const mayBeMailed = (row: WatchedOrder): boolean => row.hasAddress && (isMailed(row.status) || !hasEnded(row));

/** The number of due notifications: one to the topic for each order that has ended, and one for each due email. */
const expectedNotifications = (rows: readonly WatchedOrder[]): number =>
  rows.filter(hasEnded).reduce((sum, row) => sum + (mayBeMailed(row) ? 2 : 1), 0);
