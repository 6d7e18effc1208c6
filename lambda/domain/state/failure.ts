import * as v from 'valibot';
import { unreachable } from './unreachable';
import type { BusinessErrorName } from '../../../src/contract/errors';

export const cancellationReasonSchema = v.picklist(['OUT_OF_STOCK', 'PAYMENT_DECLINED', 'CANCELLATION_REQUESTED']);
export type CancellationReason = v.InferOutput<typeof cancellationReasonSchema>;

/** The cancellation reason for each failure. A rejected order has ended and holds nothing, so it is not cancelled. */
const REASONS: Record<BusinessErrorName, CancellationReason | undefined> = {
  OrderRejected: undefined,
  OutOfStock: 'OUT_OF_STOCK',
  PaymentDeclined: 'PAYMENT_DECLINED',
  CancellationRequested: 'CANCELLATION_REQUESTED',
};

/** The reason with which an order is cancelled after a failure. Undefined if the order is not cancelled. */
export function reasonFor(failure: BusinessErrorName | undefined): CancellationReason | undefined {
  if (failure === undefined) return undefined;
  if (!isFailure(failure)) return unreachable(failure);
  return REASONS[failure];
}

const isFailure = (name: BusinessErrorName): name is BusinessErrorName => Object.hasOwn(REASONS, name);
