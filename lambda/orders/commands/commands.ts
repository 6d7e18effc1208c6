import { type CommandOutcome, type RecordedOutcome, answerFrom, outcomeIn } from './outcome';
import { type CommandStream, commandStream } from '../../../src/contract/streams';
import { type Command, orderCommandOf } from '../../domain/commands/command';
import type { CommandRecord } from '../../domain/commands/record';
import { CommandRefused } from '../../domain/state/refusal';
import { digestOf } from '../../lib/digest';
import type { System } from '../../lib/system';
import type { RecordCommand } from '../effects';
import { envelopes } from '../envelope';
import { ConcurrencyConflict, EffectRefused, type EventLog, type History } from '../event-log';
import type { Orders } from '../orders';
import type { Origin } from '../stored-event';

export interface CommandsOptions extends Pick<System, 'now'> {
  readonly orders: Orders;
  /** The log of the records of commands, in the same table as the events of orders. */
  readonly log: EventLog<CommandRecord, never>;
  /** The identity of the pipeline, which event ids contain. */
  readonly identity: string;
  /** How long an authorization lives whose end nobody tells, in milliseconds. */
  readonly authorizationLife: number;
}

/** A command, the key of what it does to its order, and the digest of its content. */
interface Received {
  readonly command: Command;
  readonly key: string;
  readonly digest: string;
}

/**
 * Carries out the commands of clients. The id of a command has one outcome for its order, which a record of its own
 * holds. The record of an accepted command is written in one transaction with the events that the command appends, and
 * only if there is none. So of two handlers with one command, or with two commands of one id, the first decides for
 * both, whatever else happens; and after a crash, either all is written or nothing.
 */
export class Commands {
  constructor(private readonly options: CommandsOptions) {}

  /**
   * Carries out a command, or answers what became of it before. Throws CommandRefused for an order that was never
   * placed: it keeps no record of that, because the order may still come. Throws ConcurrencyConflict,
   * TransactionContention and UnknownEvent, too.
   */
  async carryOut(command: Command): Promise<CommandOutcome> {
    const digest = digestOf(command);
    const before = await this.outcomeOf(command);
    if (before) return answerFrom(before, digest);
    // Events of the order never have the id of a step of the workflow, because a name of a client's command is part.
    return this.decide({ command, key: `${command.command}:${command.commandId}`, digest });
  }

  /** What became of a command. Undefined if there is no record of one with this id. */
  async outcomeOf(id: CommandStream): Promise<RecordedOutcome | undefined> {
    const { events: [first] } = await this.options.log.load(commandStream(id));
    return first && outcomeIn(first);
  }

  private async decide(received: Received): Promise<CommandOutcome> {
    const { command, key, digest } = received;
    const decision = { command: command.command, digest };
    try {
      const { orders, now, authorizationLife } = this.options;
      const asked = orderCommandOf(command, { now: now(), authorizationLife });
      const { appended, history } = await orders.execute(command.orderId, asked, {
        id: key,
        actor: command.actor,
        effects: async (events, _, { version }) =>
          [this.effectOf(received, { ...decision, orderVersion: version + events.length })],
      });
      if (appended) return { kind: 'accepted', orderVersion: history.version };
      // There was nothing to do; or another handler has appended the events, with its record.
      const accepted = { ...decision, orderVersion: history.version };
      return await this.record(received, { type: 'CommandAccepted', data: accepted });
    } catch (error) {
      if (error instanceof EffectRefused) return this.answerOfFirst(received, error);
      if (!(error instanceof CommandRefused) || error.code === 'ORDER_UNKNOWN') throw error;
      const { code, message } = error;
      return this.record(received, { type: 'CommandRefused', data: { ...decision, code, message } });
    }
  }

  /** Writes the record of a command that appends nothing, if it has none. The first record is the answer. */
  private async record(received: Received, record: CommandRecord): Promise<CommandOutcome> {
    const none = noRecordOf(received);
    try {
      const { replayed, events } = await this.options.log.append(none, [record], this.originOf(received));
      // All records of a command have one id, so a repeated append may have found another outcome.
      if (!replayed) return answerFrom(outcomeIn(events[0]!), received.digest);
    } catch (error) {
      if (!(error instanceof ConcurrencyConflict)) throw error;
    }
    return this.answerOfFirst(received);
  }

  /** The answer from the record that somebody else has written. Throws the error if there is none after all. */
  private async answerOfFirst({ command, digest }: Received, error?: Error): Promise<CommandOutcome> {
    const first = await this.outcomeOf(command);
    if (!first) throw error ?? new Error(`command ${command.commandId} was recorded, and its record is not there`);
    return answerFrom(first, digest);
  }

  private effectOf(received: Received, data: { command: string; digest: string; orderVersion: number }): RecordCommand {
    const accepted: CommandRecord = { type: 'CommandAccepted', data };
    const { identity } = this.options;
    const [record] = envelopes(identity, noRecordOf(received), [accepted], this.originOf(received));
    return { type: 'RecordCommand', record: record! };
  }

  private originOf({ key, command: { actor } }: Received): Origin {
    return { command: key, time: this.options.now(), actor };
  }
}

const noRecordOf = ({ command }: Received): History<CommandRecord> =>
  ({ stream: commandStream(command), version: 0, events: [] });
