import type { OrderState } from './order-state';
import { TechnicalError } from '../../../src/contract/errors';

export type RefusalCode =
  | 'ORDER_UNKNOWN'
  | 'ORDER_ID_CONFLICT'
  | 'OUT_OF_STEP'
  | 'ALREADY_CONFIRMED'
  | 'NOT_PARKED'
  | 'PAYMENT_UNKNOWN'
  | 'AMOUNT_MISMATCH'
  | 'CURRENCY_MISMATCH'
  | 'OUTCOME_UNKNOWN';

/** The order's state does not allow the command. `code` says why. */
export class CommandRefused extends Error {
  override readonly name = TechnicalError.COMMAND_REFUSED;
  constructor(readonly code: RefusalCode, message: string) {
    super(message);
  }
}

/** The refusal of a command that comes too early or too late for the state of the order. */
export function outOfStep(command: string, { status, payments, failure }: OrderState): CommandRefused {
  const details = [
    `${command} is not allowed for an order that is ${status}`,
    ...(payments ?? []).map(payment => `payment ${payment.attempt} ${payment.status}`),
    ...(failure ? [`failed by ${failure}`] : []),
  ];
  return new CommandRefused('OUT_OF_STEP', details.join(', '));
}
