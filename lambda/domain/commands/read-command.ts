import * as v from 'valibot';
import { type Command, commandSchemas, dataEntriesOf } from './command';
import { actorSchema, commandIdSchema, envelopeEntries } from './envelope-schema';
import { reportEntries } from './report-schema';
import {
  API_ACTOR, CALLBACK_ACTOR, COMMAND_VERSION, type CommandName, MAX_COMMAND_BYTES,
} from '../../../src/contract/commands';
import { findingsIn } from '../order/findings';
import { type Problem, problemAt } from '../order/problem';
import { ProblemCode } from '../order/problem-codes';

/** The result of reading a value as a command: every problem at once, up to a limit. */
export type CommandReading =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'no-command'; readonly problems: readonly Problem[] };

/** A value that was parsed, and the size of its text. */
interface Parsed<Input = unknown> {
  readonly input: Input;
  readonly bytes: number;
}

/** Whether a message is to be read as a command: it says so. An order has no such field. */
export const isLikeCommand = (input: unknown): input is { readonly command: unknown } =>
  typeof input === 'object' && input !== null && Object.hasOwn(input, 'command');

/** The schema of a command with an unknown name, which at least has the fields that all commands have. */
const anyCommandSchema = v.strictObject({ ...envelopeEntries, data: v.unknown() });

/** Reads a message as a command. Never throws. */
export const commandIn = (parsed: Parsed<{ readonly command: unknown }>): CommandReading =>
  readBy(commandSchemas.get(parsed.input.command) ?? anyCommandSchema, parsed, () => parsed.input as Command);

/** The fields of a request that are not in its body, because its route and its path say them. */
export interface CommandRoute {
  readonly command: CommandName;
  readonly orderId: string;
}

interface CommandBody {
  readonly commandId: string;
  readonly actor?: string;
}

/**
 * Reads the body of a request to the API as a command: its id, its actor unless that is the API, and its data side by
 * side. Never throws.
 */
export function commandInBody(body: Parsed, { command, orderId }: CommandRoute): CommandReading {
  const entries = { commandId: commandIdSchema, actor: v.optional(actorSchema), ...dataEntriesOf(command) };
  return readBy(v.strictObject(entries), body, () => {
    const { commandId, actor = API_ACTOR, ...data } = body.input as CommandBody;
    return { version: COMMAND_VERSION, command, commandId, orderId, actor, data } as Command;
  });
}

const callbackSchema = v.strictObject({
  version: envelopeEntries.version,
  orderId: envelopeEntries.orderId,
  id: v.optional(commandIdSchema),
  ...reportEntries,
});

/**
 * Reads the body of a payment callback as a report about a payment. A callback without an id gets one that follows from
 * its content. Never throws.
 */
export const reportInCallback = (body: Parsed, idOf: (content: unknown) => string): CommandReading =>
  readBy(callbackSchema, body, () => {
    const { version, orderId, id = idOf(body.input), ...data } = body.input as v.InferOutput<typeof callbackSchema>;
    return { version, command: 'ReportPayment', commandId: id, orderId, actor: CALLBACK_ACTOR, data } as Command;
  });

function readBy(schema: v.GenericSchema, { input, bytes }: Parsed, toCommand: () => Command): CommandReading {
  if (bytes > MAX_COMMAND_BYTES) {
    return { kind: 'no-command', problems: [problemAt('$', ProblemCode.COMMAND_TOO_LARGE, `${bytes} bytes`)] };
  }
  const { problems } = findingsIn(schema, input);
  return problems.length > 0 ? { kind: 'no-command', problems } : { kind: 'command', command: toCommand() };
}
