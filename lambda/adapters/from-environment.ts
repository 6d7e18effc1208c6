/**
 * What handlers are made of in a deployed function: its clients, and the names that its construct has put into its
 * environment.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Deliveries } from './notifications/delivery';
import type { MailTemplateTexts } from './notifications/mail';
import { DynamoOrderRows } from './order-view/dynamo-order-rows';
import type { PaymentGateway } from './payment/gateway';
import { SimulatedGateway } from './payment/simulated';
import { DynamoStock } from './stock/dynamo-stock';
import { writeOf } from './stock/stock-items';
import { Env, MAIL_TEMPLATES_FILE } from '../../src/contract/environment';
import { isEventType, isNotificationEventType } from '../../src/contract/events';
import { PaymentProviderName } from '../../src/contract/payment';
import type { OrderEvent } from '../domain/events';
import type { NotificationEvent } from '../domain/notification';
import { fullJitter } from '../lib/backoff';
import { optional, required } from '../lib/environment';
import { type CountMetric, embeddedMetrics } from '../lib/metrics';
import { system } from '../lib/system';
import type { Database } from '../lib/transaction';
import { DynamoEventLog } from '../orders/dynamo-event-log';
import { Orders } from '../orders/orders';

export const backoff = fullJitter(system);

/** One client a function; six tries ride out a second of throttling before the caller's own retry takes over. */
let client: DynamoDBClient | undefined;
const database = (): Database => ({ client: client ??= new DynamoDBClient({ maxAttempts: 6 }), backoff });

/** The orders of the pipeline that the function belongs to. */
export function ordersFromEnvironment(): Orders {
  const log = new DynamoEventLog<OrderEvent>({
    ...database(),
    table: required(Env.EVENTS_TABLE),
    isKnown: isEventType,
    // Only the functions that move stock are told its table.
    writeOf: effect => writeOf(required(Env.STOCK_TABLE), effect),
  });
  return new Orders(log, { now: system.now, backoff, actor: optional(Env.SERVICE_NAME) });
}

export const stockFromEnvironment = (): DynamoStock =>
  new DynamoStock({ ...database(), table: required(Env.STOCK_TABLE) });

export const orderRowsFromEnvironment = (): DynamoOrderRows =>
  new DynamoOrderRows(database().client, required(Env.VIEW_TABLE));

export function deliveriesFromEnvironment(): Deliveries {
  const log = new DynamoEventLog<NotificationEvent, never>({
    ...database(),
    table: required(Env.EVENTS_TABLE),
    isKnown: isNotificationEventType,
    writeOf: none => none,
  });
  return new Deliveries({ log, now: system.now, newId: system.newId });
}

/** The provider that the construct has chosen. */
export function gatewayFromEnvironment(): PaymentGateway {
  const provider = required(Env.PAYMENT_PROVIDER);
  if (provider === PaymentProviderName.SIMULATED) {
    return new SimulatedGateway(database().client, required(Env.PAYMENT_LEDGER_TABLE));
  }
  throw new Error(
    `${Env.PAYMENT_PROVIDER} is ${JSON.stringify(provider)}; allowed: ${Object.values(PaymentProviderName).join(', ')}`,
  );
}

/** The templates that the construct has put beside the bundled handler. */
export function mailTemplatesFromBundle(): MailTemplateTexts {
  const file = join(process.env.LAMBDA_TASK_ROOT ?? '.', MAIL_TEMPLATES_FILE);
  return JSON.parse(readFileSync(file, 'utf8')) as MailTemplateTexts;
}

export const countFromEnvironment = (): CountMetric => embeddedMetrics({
  now: system.now,
  service: optional(Env.SERVICE_NAME) ?? 'order-pipeline',
  write: line => void process.stdout.write(line),
});
