import type { OrderCommand } from '../../../lambda/domain/decide';
import { fold } from '../../../lambda/domain/fold';
import type { RefusalCode } from '../../../lambda/domain/state/refusal';
import { STATUSES } from '../../../lambda/domain/state/status';
import { COMMANDS, COMMAND_TYPES } from '../../support/given/commands';
import { given } from '../../support/given/given';
import { SITUATIONS, type Situation } from '../../support/given/orders';

/**
 * Every command in every situation: `+` makes its event, `.` is done or moot, `x` is out of step, `?` is for an order
 * never placed, `!` is too late, `n` is for a parked order only, `k` is about a request that the order never made, `u`
 * leaves the outcome of a request unknown. The columns are the commands in the order of COMMANDS: `Fol` is a refund,
 * `Ans` a success, `Exp` the end of the first authorization.
 */
const TABLE = `
  Plc Val Res Rfs Pay Acc Fol Ans Rep Exp Con Sel Req Rel Can Park Ret
  +   ?   ?   ?   ?   ?   ?   ?   ?   ?   ?   ?   ?   ?   ?   ?    ?     new
  .   +   x   x   x   x   x   k   k   .   x   x   +   .   x   +    n     placed
  .   .   +   +   x   x   x   k   k   .   x   x   +   .   x   +    n     validated
  .   .   .   .   +   +   x   k   k   .   x   x   +   x   x   +    n     reserved
  .   .   .   .   .   .   x   k   k   .   +   x   +   x   x   +    n     reserved, free of charge
  .   .   .   .   .   .   .   +   +   .   x   x   +   x   x   u    n     payment requested
  .   .   .   .   .   .   .   +   +   .   x   x   +   x   x   +    +     payment unknown
  .   .   .   .   .   .   .   +   +   .   x   x   +   x   x   +    n     payment pending
  .   .   .   .   .   .   .   +   +   .   .   x   .   x   x   +    n     payment timed out
  .   .   .   .   +   +   .   +   +   .   x   x   +   x   x   +    n     declined for now
  .   .   .   .   .   .   .   +   +   .   x   x   +   x   x   u    n     second attempt requested
  .   .   .   .   .   .   +   .   .   .   +   x   +   x   x   +    n     paid twice
  .   .   .   .   .   .   +   .   .   .   +   x   +   x   x   +    n     paid
  .   .   .   .   .   .   x   k   k   .   +   x   +   x   x   +    n     on account
  .   .   .   .   .   .   .   .   .   +   +   x   +   x   x   +    n     authorized
  .   .   .   .   +   +   .   .   .   .   x   x   +   x   x   +    n     authorization expired
  .   .   .   .   .   .   +   .   .   .   .   .   !   .   .   .    n     confirmed
  .   .   .   .   .   .   .   .   .   +   .   .   !   .   .   +    n     confirmed, authorized
  .   .   .   .   .   .   .   .   .   +   .   .   !   .   .   +    n     confirmed, captured in part
  .   .   .   .   .   .   .   .   .   +   .   .   !   .   .   u    n     confirmed, renewing
  .   .   .   .   .   .   .   .   .   +   .   .   !   .   .   +    n     confirmed, renewed
  .   .   .   .   .   .   .   .   .   .   .   .   !   .   .   .    n     confirmed, expired
  .   .   .   .   .   .   +   .   .   .   +   x   +   x   x   +    n     paid, too many SKUs for one transaction
  .   .   .   .   .   .   +   .   .   .   .   +   !   x   .   +    n     confirmed, unsold
  .   .   .   .   .   .   +   .   .   .   .   +   !   x   .   +    +     confirmed, unsold, parked
  .   .   .   .   .   .   +   .   .   .   .   .   !   .   .   .    n     confirmed, then sold
  .   .   .   .   .   .   x   k   k   .   .   x   .   .   .   .    n     rejected
  .   .   .   .   .   .   x   k   k   .   .   x   .   .   +   +    n     out of stock
  .   .   .   .   .   .   x   k   k   .   .   x   .   .   .   .    n     out of stock, cancelled
  .   .   .   .   .   .   .   +   +   .   .   x   .   +   x   +    n     declined
  .   .   .   .   .   .   .   +   +   .   .   x   .   .   +   +    n     declined, released
  .   .   .   .   .   .   .   +   +   .   .   x   .   .   .   .    n     declined, cancelled
  .   .   .   .   .   .   +   .   .   .   .   x   .   x   x   +    n     declined, then captured
  .   .   .   .   .   .   +   .   .   .   .   x   .   .   x   +    n     declined, released, then captured
  .   .   .   .   .   .   +   .   .   .   .   x   .   .   .   +    n     declined, cancelled, then captured
  .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .    n     declined, cancelled, then captured and refunded
  .   .   .   .   .   .   x   k   k   .   .   x   .   .   +   +    n     cancellation requested while placed
  .   .   .   .   .   .   x   k   k   .   .   x   .   .   +   +    n     cancellation requested while validated
  .   .   .   .   .   .   x   k   k   .   .   x   .   +   x   +    n     cancellation requested while reserved
  .   .   .   .   .   .   .   +   +   .   .   x   .   x   x   u    n     cancellation requested while paying
  .   .   .   .   .   .   .   +   +   .   .   x   .   x   x   +    n     cancellation requested while pending
  .   .   .   .   .   .   .   +   +   .   .   x   .   +   x   u    n     cancellation requested while pending, stopping
  .   .   .   .   .   .   .   +   +   .   .   x   .   +   x   +    n     cancellation requested while pending, stopped
  .   .   .   .   .   .   +   .   .   .   .   x   .   x   x   +    n     cancellation requested when paid
  .   .   .   .   .   .   .   .   .   +   .   x   .   x   x   +    n     cancellation requested when authorized
  .   .   .   .   .   .   .   .   .   .   .   x   .   +   x   u    n     refund requested
  .   .   .   .   .   .   .   .   .   .   .   x   .   +   x   +    n     refund pending
  .   .   .   .   .   .   +   .   .   .   .   x   .   x   x   +    n     refund refused
  .   .   .   .   .   .   .   .   .   .   .   x   .   +   x   +    n     cancelled by customer, refunded
  .   .   .   .   .   .   .   .   .   .   .   x   .   .   +   +    n     cancelled by customer, released
  .   .   .   .   +   +   x   k   k   .   x   x   +   x   x   +    +     parked while reserved
  .   .   .   .   +   +   x   k   k   .   x   x   +   x   x   +    n     parked while reserved, retried
`;

const REFUSALS: Record<string, RefusalCode> = {
  'x': 'OUT_OF_STEP', '?': 'ORDER_UNKNOWN', '!': 'ALREADY_CONFIRMED', 'n': 'NOT_PARKED', 'k': 'PAYMENT_UNKNOWN',
};

const EVENT_OF: Record<OrderCommand['type'], string> = {
  PlaceOrder: 'OrderPlaced',
  ValidateOrder: 'OrderValidated',
  ReserveStock: 'StockReserved',
  RefuseStock: 'StockReservationFailed',
  RequestPayment: 'PaymentRequested',
  PutOnAccount: 'PaymentOnAccount',
  RequestFollowUp: 'RefundRequested',
  RecordAnswer: 'PaymentCaptured',
  ReportPayment: 'PaymentCaptured',
  ExpireAuthorization: 'AuthorizationExpired',
  ConfirmOrder: 'OrderConfirmed',
  SellStock: 'StockSold',
  RequestCancellation: 'CancellationRequested',
  ReleaseStock: 'StockReleased',
  CancelOrder: 'OrderCancelled',
  ParkOrder: 'OrderParked',
  RequestRetry: 'RetryRequested',
};

const [, ...rows] = TABLE.trim().split('\n').map(line => line.trim().split(/\s+/));
const cells = rows.flatMap(row => {
  const situation = row.slice(COMMAND_TYPES.length).join(' ') as Situation;
  return COMMAND_TYPES.map((command, column) => ({ situation, command, expected: row[column]! }));
});

test.each(cells)('$situation: $command $expected', ({ situation, command, expected }) => {
  const decision = given(...SITUATIONS[situation]).when(COMMANDS[command]);
  if (expected === '+') decision.then(expect.objectContaining({ type: EVENT_OF[command] }));
  else if (expected === 'u') decision.then(expect.objectContaining({ type: 'PaymentOutcomeUnknown' }));
  else if (expected === '.') decision.thenNothing();
  else decision.refused(REFUSALS[expected]!);
});

test('the table has every situation, once', () => {
  expect(rows.map(row => row.slice(COMMAND_TYPES.length).join(' '))).toEqual(Object.keys(SITUATIONS));
});

test('the situations cover every status', () => {
  const seen = Object.values(SITUATIONS).map(events => fold(events).status);
  expect(new Set(seen)).toEqual(new Set(Object.keys(STATUSES)));
});
