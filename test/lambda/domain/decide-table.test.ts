import type { OrderCommand } from '../../../lambda/domain/decide';
import { fold } from '../../../lambda/domain/fold';
import type { RefusalCode } from '../../../lambda/domain/state/refusal';
import { STATUSES } from '../../../lambda/domain/state/status';
import { COMMANDS, COMMAND_TYPES } from '../../support/given/commands';
import { given } from '../../support/given/given';
import { SITUATIONS, type Situation } from '../../support/given/orders';

/**
 * Every command in every situation: `+` makes its event, `.` is done or moot, `x` is out of step, `?` is for an order
 * never placed, `!` is too late, `u` leaves the outcome of the payment unknown. The columns are the commands in the
 * order of COMMANDS.
 */
const TABLE = `
  Place Validate Reserve Refuse Request Capture Decline Refund Confirm Sell ReqCancel Release Cancel Park
  +     ?        ?       ?      ?       ?       ?       ?      ?       ?    ?         ?       ?      ?    new
  .     +        x       x      x       x       x       x      x       x    +         .       x      +    placed
  .     .        +       +      x       x       x       x      x       x    +         .       x      +    validated
  .     .        .       .      +       x       x       x      x       x    +         x       x      +    reserved
  .     .        .       .      .       x       x       x      +       x    +         x       x      +    reserved, free of charge
  .     .        .       .      .       +       +       x      x       x    +         x       x      u    payment requested
  .     .        .       .      .       +       +       x      x       x    +         x       x      +    payment unknown
  .     .        .       .      .       .       .       x      +       x    +         x       x      +    paid
  .     .        .       .      .       .       .       x      .       .    !         .       .      .    confirmed
  .     .        .       .      .       .       .       x      +       x    +         x       x      +    paid, too many SKUs for one transaction
  .     .        .       .      .       .       .       x      .       +    !         x       .      +    confirmed, unsold
  .     .        .       .      .       .       .       x      .       +    !         x       .      +    confirmed, unsold, parked
  .     .        .       .      .       .       .       x      .       .    !         .       .      .    confirmed, then sold
  .     .        .       .      .       x       x       x      .       x    .         .       .      .    rejected
  .     .        .       .      .       x       x       x      .       x    .         .       +      +    out of stock
  .     .        .       .      .       x       x       x      .       x    .         .       .      .    out of stock, cancelled
  .     .        .       .      .       +       .       x      .       x    .         +       x      +    declined
  .     .        .       .      .       +       .       x      .       x    .         .       +      +    declined, released
  .     .        .       .      .       +       .       x      .       x    .         .       .      .    declined, cancelled
  .     .        .       .      .       .       .       +      .       x    .         x       x      +    declined, then captured
  .     .        .       .      .       .       .       +      .       x    .         .       x      +    declined, released, then captured
  .     .        .       .      .       .       .       +      .       x    .         .       .      +    declined, cancelled, then captured
  .     .        .       .      .       .       .       .      .       x    .         .       .      .    declined, cancelled, then captured and refunded
  .     .        .       .      .       x       x       x      .       x    .         .       +      +    cancellation requested while placed
  .     .        .       .      .       x       x       x      .       x    .         .       +      +    cancellation requested while validated
  .     .        .       .      .       x       x       x      .       x    .         +       x      +    cancellation requested while reserved
  .     .        .       .      .       +       +       x      .       x    .         x       x      u    cancellation requested while paying
  .     .        .       .      .       .       .       +      .       x    .         x       x      +    cancellation requested when paid
  .     .        .       .      .       .       .       .      .       x    .         +       x      +    cancelled by customer, refunded
  .     .        .       .      .       .       .       .      .       x    .         .       +      +    cancelled by customer, released
  .     .        .       .      +       x       x       x      x       x    +         x       x      +    parked while reserved
`;

const REFUSALS: Record<string, RefusalCode> = { 'x': 'OUT_OF_STEP', '?': 'ORDER_UNKNOWN', '!': 'ALREADY_FINAL' };

const EVENT_OF: Record<OrderCommand['type'], string> = {
  PlaceOrder: 'OrderPlaced',
  ValidateOrder: 'OrderValidated',
  ReserveStock: 'StockReserved',
  RefuseStock: 'StockReservationFailed',
  RequestPayment: 'PaymentRequested',
  RecordCapture: 'PaymentCaptured',
  RecordDecline: 'PaymentDeclined',
  RecordRefund: 'PaymentRefunded',
  ConfirmOrder: 'OrderConfirmed',
  SellStock: 'StockSold',
  RequestCancellation: 'CancellationRequested',
  ReleaseStock: 'StockReleased',
  CancelOrder: 'OrderCancelled',
  ParkOrder: 'OrderParked',
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
