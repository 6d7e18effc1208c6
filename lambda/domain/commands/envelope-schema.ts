import * as v from 'valibot';
import { COMMAND_NAMES, COMMAND_VERSION } from '../../../src/contract/commands';
import { ProblemCode } from '../order/problem-codes';
import { ORDER_ID } from '../order/texts';

/** Who sends a command, such as `support:jane` or an ARN. */
const ACTOR = /^[!-~](?:[ -~]{0,98}[!-~])?$/;

export const actorSchema = v.pipe(v.string(), v.regex(ACTOR, ProblemCode.ACTOR_INVALID));

/**
 * The id that the client gives a command. It becomes part of a key and of a URL, as an order id does, and follows the
 * same rules. So a UUID or `stripe:evt_1` can be one.
 */
export const commandIdSchema = v.pipe(v.string(), v.regex(ORDER_ID, ProblemCode.COMMAND_ID_INVALID));

/** The fields that all commands have, besides their data. */
export const envelopeEntries = {
  version: v.pipe(v.number(), v.value(COMMAND_VERSION, ProblemCode.COMMAND_VERSION_UNKNOWN)),
  command: v.pipe(v.string(), v.values(COMMAND_NAMES, ProblemCode.COMMAND_UNKNOWN)),
  commandId: commandIdSchema,
  orderId: v.pipe(v.string(), v.regex(ORDER_ID, ProblemCode.ORDER_ID_INVALID)),
  actor: actorSchema,
};
