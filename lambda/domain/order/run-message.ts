import { type Problem, problemAt, received } from './problem';
import { ProblemCode } from './problem-codes';
import { CANARY_PREFIX } from '../../../src/contract/heartbeat/canary';

/**
 * A message on the order queue that is no order. It says that an order on record may have to run: look at it. The log
 * of the order decides what happens, so it does not matter who sends such a message, or how often.
 */
export const runMessage = (orderId: string): string => JSON.stringify({ run: orderId });

/** No character that the id of an order may have is escaped in JSON. The log says whether there is such an order. */
const RUN_MESSAGE = new RegExp(`^\\{"run":"((?:${CANARY_PREFIX})?[A-Za-z0-9][A-Za-z0-9 ._:@+()~=-]{0,127})"\\}$`);

/**
 * Reads the id of the order in a message of exactly this form. Undefined for any other message. An order is never of
 * this form, because it has more fields.
 */
export const readRunMessage = (text: string): string | undefined => RUN_MESSAGE.exec(text)?.[1];

/** Whether a value is no order, but looks like such a message: it says `run`, and has no id of an order. */
export const isLikeRunMessage = (input: unknown): input is { readonly run: unknown } =>
  typeof input === 'object' && input !== null && Object.hasOwn(input, 'run') && !Object.hasOwn(input, 'orderId');

/** The problem of a message that only looks like one. Its sender does not look for the fields of an order. */
export const wrongRun = (run: unknown): Problem =>
  problemAt('$.run', ProblemCode.RUN_MESSAGE_INVALID, received(run));
