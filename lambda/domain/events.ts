import * as v from 'valibot';
import { orderSchema } from './order';
import { EVENT_TYPES, type EventType } from '../../src/contract/events';

const amount = v.pipe(v.number(), v.integer(), v.minValue(0));
const stockLines = v.array(v.strictObject({ sku: v.string(), quantity: v.pipe(v.number(), v.integer(), v.minValue(1)) }));

export const cancellationReason = v.picklist(['OUT_OF_STOCK', 'PAYMENT_DECLINED', 'CANCELLATION_REQUESTED']);
export type CancellationReason = v.InferOutput<typeof cancellationReason>;

/** The data of each event, schema version 1. An event says what happened, never what to do. */
export const eventSchemas = {
  /** An order came in, as its client sent it: readable, not yet checked against the rules. `digest` is the SHA-256 of its canonical JSON. */
  OrderPlaced: v.strictObject({ order: orderSchema, digest: v.string() }),
  OrderValidated: v.strictObject({ currency: v.string(), total: amount }),
  /** `code` is the first problem's; at most 20 problems are kept. */
  OrderRejected: v.strictObject({ code: v.string(), problems: v.array(v.strictObject({ path: v.string(), code: v.string(), message: v.string() })) }),
  /** All lines, merged by SKU, are held. */
  StockReserved: v.strictObject({ lines: stockLines }),
  /** The lines for which there was not enough; nothing is held. */
  StockReservationFailed: v.strictObject({ lines: stockLines }),
  StockReleased: v.strictObject({ lines: stockLines, reason: cancellationReason }),
  /** Recorded before the provider is asked. `key` is the idempotency key of every question about this payment. */
  PaymentRequested: v.strictObject({ key: v.string(), attempt: amount, amount, currency: v.string(), method: v.string() }),
  PaymentCaptured: v.strictObject({ key: v.string(), amount, currency: v.string(), reference: v.string() }),
  PaymentDeclined: v.strictObject({ key: v.string(), code: v.string() }),
  PaymentRefunded: v.strictObject({ key: v.string(), amount, currency: v.string(), reference: v.string() }),
  /** The provider did not say what became of the charge; the order is parked until it does. */
  PaymentOutcomeUnknown: v.strictObject({ key: v.string() }),
  /** The stock held is sold. */
  OrderConfirmed: v.strictObject({ currency: v.string(), total: amount }),
  CancellationRequested: v.strictObject({ by: v.string() }),
  OrderCancelled: v.strictObject({ reason: cancellationReason, by: v.string() }),
  /** A technical failure ended the workflow; the order keeps what it holds and can be run again. */
  OrderParked: v.strictObject({ step: v.string(), error: v.string(), cause: v.string() }),
} satisfies Record<EventType, v.GenericSchema>;

export type EventData<T extends EventType> = v.InferOutput<(typeof eventSchemas)[T]>;

/** An event of an order: its type and data. Ids, versions and times belong to the envelope in which it is stored. */
export type OrderEvent = { [T in EventType]: { readonly type: T; readonly data: EventData<T> } }[EventType];

/** The schema version that this code writes and the newest that it reads. */
export const SCHEMA_VERSION = 1;

export const isEventType = (type: string): type is EventType => (EVENT_TYPES as readonly string[]).includes(type);
