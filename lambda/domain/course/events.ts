import * as v from 'valibot';
import { amountSchema } from '../order/amount';
import { orderSchema } from '../order/order';
import { cancellationReasonSchema } from '../state/failure';
import type { EventsOf } from '../state/part-events';

const problemSchema = v.strictObject({ path: v.string(), code: v.string(), message: v.string() });

/** How an order begins. */
export const intakeSchemas = {
  /**
   * The order as its client sent it: readable, but not yet checked against the rules. `digest` is the SHA-256 of its
   * canonical JSON, with the payment token. Others see the event without the token.
   */
  OrderPlaced: v.strictObject({ order: orderSchema, digest: v.string() }),
  OrderValidated: v.strictObject({ currency: v.string(), total: amountSchema }),
  /** `code` is the code of the first problem. The event contains at most 20 problems. */
  OrderRejected: v.strictObject({ code: v.string(), problems: v.array(problemSchema) }),
};

/** How an order goes on and ends. */
export const courseSchemas = {
  /**
   * The order is final, and its reserved stock is sold. `unsold` is there if the stock is too much for one transaction:
   * then the stock is still reserved, and `StockSold` follows once it is sold.
   */
  OrderConfirmed: v.strictObject({
    currency: v.string(), total: amountSchema, unsold: v.optional(v.literal(true)),
  }),
  /** `reason` is what the client said about it. */
  CancellationRequested: v.strictObject({ by: v.string(), reason: v.optional(v.string()) }),
  OrderCancelled: v.strictObject({ reason: cancellationReasonSchema, by: v.string() }),
  /** A technical failure ended the workflow. The order keeps its stock and payment, and the workflow can run again. */
  OrderParked: v.strictObject({ step: v.string(), error: v.string(), cause: v.string() }),
  /** A person or a client wants a parked order to go on now. Its next run starts after this event. */
  RetryRequested: v.strictObject({ by: v.string() }),
};

export type CourseEvent = EventsOf<typeof intakeSchemas> | EventsOf<typeof courseSchemas>;
