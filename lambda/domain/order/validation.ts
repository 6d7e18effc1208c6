import { MAX_AMOUNT, totalOf } from './amount';
import { findingsIn } from './findings';
import { type Order, orderSchema } from './order';
import { cardNumberFields } from './payment/card-number-fields';
import { type Problem, pathTo, problemAt } from './problem';
import { ProblemCode } from './problem-codes';

/**
 * The result of reading a value as an order.
 * - `unreadable`: not an order (types, fields, id), too many lines or entries to look at, text that cannot be stored,
 *   or a payment with the number of a card. It cannot be recorded as an order.
 * - `unacceptable`: an order with values that break a rule. `whole` says that each field is fine and only their
 *   combination is not.
 */
export type Reading =
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] }
  | {
    readonly kind: 'unacceptable';
    readonly order: Order;
    readonly problems: readonly Problem[];
    readonly whole: boolean;
  }
  | { readonly kind: 'acceptable'; readonly order: Order; readonly total: number };

/**
 * Reads anything as an order and reports every problem at once, up to a limit. If the payment seems to contain the
 * number of a card, it reports nothing else, because other problems could show the number. Never throws.
 */
export function parseOrder(input: unknown): Reading {
  const cardNumbers = cardNumberProblems(input);
  if (cardNumbers.length > 0) return { kind: 'unreadable', problems: cardNumbers };
  const { problems, isReadable } = findingsIn(orderSchema, input);
  if (!isReadable) return { kind: 'unreadable', problems };
  const order = input as Order;
  return problems.length > 0 ? { kind: 'unacceptable', order, problems, whole: false } : withTotal(order);
}

/** The number of a card belongs at the payment provider. The problems do not show it. */
function cardNumberProblems(input: unknown): Problem[] {
  const { payment } = (input ?? {}) as { readonly payment?: unknown };
  return cardNumberFields(payment).map(field => {
    const path = field === undefined ? '$.payment' : pathTo('$.payment', field);
    return problemAt(path, ProblemCode.CARD_NUMBER, 'what looks like the number of a card');
  });
}

function withTotal(order: Order): Reading {
  const total = totalOf(order.lines);
  if (total <= BigInt(MAX_AMOUNT)) return { kind: 'acceptable', order, total: Number(total) };
  const problems = [problemAt('$.lines', ProblemCode.TOTAL_TOO_LARGE, `a total of ${total}`)];
  return { kind: 'unacceptable', order, problems, whole: true };
}
