import { TechnicalError, isTransient } from '../errors';

/**
 * Why an order is parked, as far as it matters for what happens next. The heartbeat runs orders that are parked for a
 * transient reason or for a payment again, by itself. A defect waits for a person.
 */
export const PARK_REASONS = ['transient', 'payment', 'defect'] as const;
export type ParkReason = (typeof PARK_REASONS)[number];

export const isParkReason = (name: string): name is ParkReason => (PARK_REASONS as readonly string[]).includes(name);

/** The reason that follows from the name of the error which parked the order. */
export function parkReasonOf(error: string): ParkReason {
  if (OF_PAYMENTS.includes(error)) return 'payment';
  return isTransient(error) ? 'transient' : 'defect';
}

const OF_PAYMENTS: readonly string[] = [
  TechnicalError.PAYMENT_OUTCOME_UNKNOWN, TechnicalError.PAYMENT_NOT_STOPPED, TechnicalError.PAYMENT_TRY_AGAIN,
];
