/**
 * Makes the adapters for the handlers of a deployed function, from the environment variables that its construct sets.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { CLIENT_SETTINGS } from './client-settings';
import { Deliveries } from './notifications/delivery';
import type { MailTemplateTexts } from './notifications/mail';
import { DynamoOrderRows } from './order-view/dynamo-order-rows';
import { DynamoUnfinishedOrders } from './order-view/dynamo-unfinished-orders';
import { NoUnfinishedOrders, type UnfinishedOrders } from './order-view/unfinished-orders';
import { DynamoStock } from './stock/dynamo-stock';
import { StockLevels } from './stock/stock-levels';
import { EventsTable } from './streams/events-table';
import { RetryQueue } from './streams/retry-queue';
import { Env, MAIL_TEMPLATES_FILE } from '../../src/contract/environment';
import { isCommandEventType, isEventType, isNotificationEventType } from '../../src/contract/events';
import { AUTHORIZATION_LIFE_SECONDS } from '../../src/contract/payment/payment';
import type { CommandRecord } from '../domain/commands/record';
import type { OrderEvent } from '../domain/events';
import type { NotificationEvent } from '../domain/notification';
import { fullJitter } from '../lib/backoff';
import { optional, required } from '../lib/environment';
import {
  type CountMetric, type EmbeddedMetricsOptions, type ReportGauges, embeddedGauges, embeddedMetrics,
} from '../lib/metrics';
import { system } from '../lib/system';
import type { Database } from '../lib/transaction';
import { Commands } from '../orders/commands/commands';
import { writeWithRecords } from '../orders/commands/records-in-dynamo';
import { DynamoEventLog } from '../orders/dynamo-event-log';
import { OrderItems } from '../orders/order-items';
import { Orders } from '../orders/orders';

export const backoff = fullJitter(system);

/** One client per function. What it does not get done in its few attempts, the caller retries. */
let client: DynamoDBClient | undefined;
export const database = (): Database => ({ client: client ??= new DynamoDBClient(CLIENT_SETTINGS), backoff });

/** The identity of the pipeline to which the function belongs. */
export const identityFromEnvironment = (): string => required(Env.IDENTITY);

/** Where the event log is, whichever of its streams the function uses. */
const eventLogFromEnvironment = () => ({
  ...database(),
  identity: identityFromEnvironment(),
  table: required(Env.EVENTS_TABLE),
});

/**
 * The orders of the pipeline to which the function belongs. Their events can have effects on the stock only if it is
 * given.
 */
export function ordersFromEnvironment(stock?: DynamoStock): Orders {
  const log = new DynamoEventLog<OrderEvent>({
    ...eventLogFromEnvironment(),
    isKnown: isEventType,
    writeOf: writeWithRecords(required(Env.EVENTS_TABLE), effect => {
      if (!stock) throw new Error(`this function has no stock for the effect ${effect.type}`);
      return stock.writeOf(effect);
    }),
  });
  return new Orders(log, { now: system.now, backoff, actor: optional(Env.SERVICE_NAME) });
}

/** What carries out the commands of clients. No command of theirs has an effect on the stock so far. */
export function commandsFromEnvironment(orders = ordersFromEnvironment()): Commands {
  const log = new DynamoEventLog<CommandRecord, never>({
    ...eventLogFromEnvironment(),
    isKnown: isCommandEventType,
    writeOf: none => none,
  });
  const authorizationLife = Number(optional(Env.AUTHORIZATION_LIFE) ?? AUTHORIZATION_LIFE_SECONDS) * 1_000;
  return new Commands({ orders, log, identity: identityFromEnvironment(), now: system.now, authorizationLife });
}

export const stockFromEnvironment = (): DynamoStock =>
  new DynamoStock({ ...database(), identity: identityFromEnvironment(), table: required(Env.STOCK_TABLE) });

export const stockLevelsFromEnvironment = (): StockLevels =>
  new StockLevels({ ...database(), table: required(Env.STOCK_TABLE) });

export const orderRowsFromEnvironment = (): DynamoOrderRows =>
  new DynamoOrderRows(database().client, required(Env.VIEW_TABLE));

export const retryQueueFromEnvironment = (): RetryQueue =>
  new RetryQueue({ client: new SQSClient(CLIENT_SETTINGS), queueUrl: required(Env.RETRY_QUEUE_URL), now: system.now });

/** What a reader of the stream needs, whichever it is. */
export const streamFromEnvironment = () => ({
  items: new OrderItems(new DynamoEventLog<OrderEvent, never>({
    ...eventLogFromEnvironment(),
    isKnown: isEventType,
    writeOf: none => none,
  })),
  table: new EventsTable(database().client, required(Env.EVENTS_TABLE)),
  count: countFromEnvironment(),
  now: system.now,
  sleep: system.sleep,
});

/**
 * The unfinished orders of the order view. A pipeline may have none: then only what needs the view fails, and says so.
 */
export function unfinishedOrdersFromEnvironment(): UnfinishedOrders {
  const table = optional(Env.VIEW_TABLE);
  return table ? new DynamoUnfinishedOrders(database().client, table) : new NoUnfinishedOrders();
}

export function deliveriesFromEnvironment(): Deliveries {
  const log = new DynamoEventLog<NotificationEvent, never>({
    ...eventLogFromEnvironment(),
    isKnown: isNotificationEventType,
    writeOf: none => none,
  });
  const { now, newId } = system;
  return new Deliveries({ log, notifier: required(Env.NOTIFIER), backoff, now, newId });
}

/** The mail templates, from the file that the construct has put into the folder of the bundled handler. */
export function mailTemplatesFromBundle(): MailTemplateTexts {
  const file = join(process.env.LAMBDA_TASK_ROOT ?? '.', MAIL_TEMPLATES_FILE);
  return JSON.parse(readFileSync(file, 'utf8')) as MailTemplateTexts;
}

const metricsOptions = (): EmbeddedMetricsOptions => ({
  now: system.now,
  service: optional(Env.SERVICE_NAME) ?? 'order-pipeline',
  write: line => void process.stdout.write(line),
});

export const countFromEnvironment = (): CountMetric => embeddedMetrics(metricsOptions());
export const gaugesFromEnvironment = (): ReportGauges => embeddedGauges(metricsOptions());
