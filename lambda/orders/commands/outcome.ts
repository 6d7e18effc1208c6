import type { CommandRecord } from '../../domain/commands/record';
import type { StoredEvent } from '../stored-event';

/** What became of a command, the first time that it came. */
export interface RecordedOutcome {
  readonly record: CommandRecord;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** What a command is answered. `conflict`: another command for the order, with another content, had the id before. */
export type CommandOutcome =
  | { readonly kind: 'accepted'; readonly orderVersion: number }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'conflict'; readonly message: string };

export const outcomeIn = ({ event, time }: StoredEvent<CommandRecord>): RecordedOutcome => ({ record: event, time });

/** The answer to a command, from the record of its id. */
export function answerFrom({ record: { type, data } }: RecordedOutcome, digest: string): CommandOutcome {
  if (data.digest !== digest) {
    const message = `the id was used before, for a ${data.command} with another content; `
      + 'allowed: the same content, or another id';
    return { kind: 'conflict', message };
  }
  return type === 'CommandAccepted'
    ? { kind: 'accepted', orderVersion: data.orderVersion }
    : { kind: 'refused', code: data.code, message: data.message };
}
