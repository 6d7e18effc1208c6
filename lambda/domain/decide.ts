import type { OrderEvent } from './events';
import { type Order, type StockLine, mergeBySku } from './order';
import { type OrderState, cancellationReason, holdsMoney, isFinal, isPaymentOpen, unreachable } from './state';
import { readOrder } from './validation';
import { TechnicalError } from '../../src/contract/errors';

/** What can be asked of an order. Time, ids and the answers of other systems come in as data. */
export type OrderCommand =
  | { readonly type: 'PlaceOrder'; readonly order: Order; readonly digest: string }
  | { readonly type: 'ValidateOrder' }
  | { readonly type: 'ReserveStock' }
  | { readonly type: 'RefuseStock'; readonly shortages: readonly StockLine[] }
  | { readonly type: 'RequestPayment' }
  | { readonly type: 'RecordCapture'; readonly key: string; readonly reference: string }
  | { readonly type: 'RecordDecline'; readonly key: string; readonly code: string }
  | { readonly type: 'RecordRefund'; readonly key: string; readonly reference: string }
  | { readonly type: 'ConfirmOrder' }
  | { readonly type: 'RequestCancellation'; readonly by: string }
  | { readonly type: 'ReleaseStock' }
  | { readonly type: 'CancelOrder' }
  | { readonly type: 'ParkOrder'; readonly step: string; readonly error: string; readonly cause: string };

/** The order's state does not allow the command. `code` says why. */
export class CommandRefused extends Error {
  override readonly name = TechnicalError.COMMAND_REFUSED;
  constructor(readonly code: RefusalCode, message: string) {
    super(message);
  }
}
export type RefusalCode = 'ORDER_UNKNOWN' | 'ORDER_ID_CONFLICT' | 'OUT_OF_STEP' | 'ALREADY_FINAL';

/** Problems kept in the log; the first is what counts, a thousand more would only make the item large. */
const PROBLEMS_KEPT = 20;

/**
 * The events that a command makes of a state: none where it is already done or the order has failed, one otherwise.
 * Pure; throws CommandRefused where the state does not allow the command.
 */
export function decide(command: OrderCommand, state: OrderState): readonly OrderEvent[] {
  if (command.type === 'PlaceOrder') return place(command, state);
  if (state.status === 'NEW' || !state.order) throw new CommandRefused('ORDER_UNKNOWN', `${command.type} for an order that was never placed`);
  const order = state.order;

  switch (command.type) {
    case 'ValidateOrder':
      return state.status === 'PLACED' && !state.failure ? [validate(order)] : [];

    case 'ReserveStock':
      if (state.failure || state.status !== 'VALIDATED') return doneOrOutOfStep(command, state, 'VALIDATED');
      return [{ type: 'StockReserved', data: { lines: mergeBySku(order.lines) } }];

    case 'RefuseStock':
      if (state.failure || state.status !== 'VALIDATED') return doneOrOutOfStep(command, state, 'VALIDATED');
      return [{ type: 'StockReservationFailed', data: { lines: [...command.shortages] } }];

    case 'RequestPayment': {
      if (state.failure || state.payment || state.status !== 'RESERVED') return doneOrOutOfStep(command, state, 'RESERVED');
      if (state.total === 0) return []; // nothing to pay
      const attempt = 1;
      return [{
        type: 'PaymentRequested',
        data: { key: `${order.orderId}#${attempt}`, attempt, amount: state.total!, currency: order.currency, method: order.payment.method },
      }];
    }

    case 'RecordCapture': {
      const payment = openPayment(command, state);
      return payment ? [{ type: 'PaymentCaptured', data: { key: payment.key, amount: payment.amount, currency: payment.currency, reference: command.reference } }] : [];
    }

    case 'RecordDecline': {
      const payment = openPayment(command, state);
      return payment ? [{ type: 'PaymentDeclined', data: { key: payment.key, code: command.code } }] : [];
    }

    case 'ConfirmOrder': {
      const payable = state.status === 'PAID' || (state.status === 'RESERVED' && state.total === 0);
      if (state.failure || !payable) return doneOrOutOfStep(command, state, 'PAID');
      return [{ type: 'OrderConfirmed', data: { currency: order.currency, total: state.total! } }];
    }

    case 'RequestCancellation':
      if (state.status === 'CONFIRMED') throw new CommandRefused('ALREADY_FINAL', 'the order is confirmed; a confirmed order is returned, not cancelled');
      return state.failure || isFinal(state) ? [] : [{ type: 'CancellationRequested', data: { by: command.by } }];

    case 'RecordRefund': {
      if (!state.payment || state.payment.key !== command.key) throw outOfStep(command, state);
      if (state.payment.status === 'REFUNDED') return [];
      if (!holdsMoney(state) || !state.failure) throw outOfStep(command, state);
      const { key, amount, currency } = state.payment;
      return [{ type: 'PaymentRefunded', data: { key, amount, currency, reference: command.reference } }];
    }

    case 'ReleaseStock': {
      const reason = cancellationReason(state.failure);
      if (!state.held) return [];
      if (!reason || isPaymentOpen(state) || holdsMoney(state)) throw outOfStep(command, state);
      return [{ type: 'StockReleased', data: { lines: [...state.held], reason } }];
    }

    case 'CancelOrder': {
      if (isFinal(state)) return [];
      const reason = cancellationReason(state.failure);
      if (!reason || state.held || isPaymentOpen(state) || holdsMoney(state)) throw outOfStep(command, state);
      return [{ type: 'OrderCancelled', data: { reason, by: 'workflow' } }];
    }

    case 'ParkOrder':
      if (isFinal(state)) return []; // its outcome stands; the failed execution tells of what is left to do
      if (command.error === TechnicalError.PAYMENT_OUTCOME_UNKNOWN && state.payment?.status === 'REQUESTED') {
        return [{ type: 'PaymentOutcomeUnknown', data: { key: state.payment.key } }];
      }
      return [{ type: 'OrderParked', data: { step: command.step, error: command.error, cause: command.cause } }];

    default:
      return unreachable(command);
  }
}

function place(command: Extract<OrderCommand, { type: 'PlaceOrder' }>, state: OrderState): readonly OrderEvent[] {
  if (state.status === 'NEW') return [{ type: 'OrderPlaced', data: { order: command.order, digest: command.digest } }];
  if (state.digest === command.digest) return [];
  throw new CommandRefused('ORDER_ID_CONFLICT', `order ${command.order.orderId} was placed before with another content; allowed: the same content, or another id`);
}

function validate(order: Order): OrderEvent {
  const reading = readOrder(order);
  if (reading.kind === 'acceptable') return { type: 'OrderValidated', data: { currency: order.currency, total: reading.total } };
  const problems = reading.problems.slice(0, PROBLEMS_KEPT).map(problem => ({ ...problem }));
  return { type: 'OrderRejected', data: { code: problems[0]!.code, problems } };
}

/** The payment that the answer belongs to while it is open, undefined when an earlier answer has closed it. */
function openPayment(command: { readonly type: string; readonly key: string }, state: OrderState) {
  if (!state.payment || state.payment.key !== command.key) throw outOfStep(command, state);
  return isPaymentOpen(state) ? state.payment : undefined;
}

/** A step is done, or moot, once the order has gone past it or has failed; before it, the workflow is out of step. */
function doneOrOutOfStep(command: { readonly type: string }, state: OrderState, needs: OrderState['status']): readonly OrderEvent[] {
  const order: OrderState['status'][] = ['NEW', 'PLACED', 'VALIDATED', 'RESERVED', 'PAID', 'CONFIRMED'];
  if (state.failure || isFinal(state) || order.indexOf(state.status) >= order.indexOf(needs)) return [];
  throw outOfStep(command, state);
}

function outOfStep(command: { readonly type: string }, state: OrderState): CommandRefused {
  const payment = state.payment ? `, payment ${state.payment.status}` : '';
  return new CommandRefused('OUT_OF_STEP', `${command.type} is not allowed for an order that is ${state.status}${payment}${state.failure ? `, failed by ${state.failure}` : ''}`);
}
