import * as v from 'valibot';
import type { CommandEventType } from '../../../src/contract/events';
import type { EventsOf } from '../state/part-events';

/** `digest` is the SHA-256 of the canonical JSON of the whole command. A repetition of the command has the same. */
const asked = { command: v.string(), digest: v.string() };

/** The events of commands. Each command has its own stream, with one event: its outcome. */
export const commandRecordSchemas = {
  /** `orderVersion` is the version of the order after the command, changed or not. */
  CommandAccepted: v.strictObject({ ...asked, orderVersion: v.number() }),
  /** The state of the order did not allow the command. `code` and `message` say why. */
  CommandRefused: v.strictObject({ ...asked, code: v.string(), message: v.string() }),
} satisfies Record<CommandEventType, v.GenericSchema>;

export type CommandRecord = EventsOf<typeof commandRecordSchemas>;
