import * as v from 'valibot';
import { envelopeEntries } from './envelope-schema';
import { reportEntries } from './report-schema';
import { type COMMAND_VERSION, COMMAND_NAMES, type CommandName } from '../../../src/contract/commands';
import type { OrderCommand } from '../decide';
import { requiredText } from '../order/order';

/** What a command is about: its own data, and who sends it. */
interface Asking<Data> {
  readonly actor: string;
  readonly data: Data;
}

/** When a command is carried out, and what the pipeline knows of its payment provider. */
export interface Circumstances {
  readonly now: Date;
  /** How long an authorization lives whose end nobody tells, in milliseconds. */
  readonly authorizationLife: number;
}

interface CommandKind<Data = unknown> {
  /** The fields of the command's data. */
  readonly fields: v.ObjectEntries;
  /** What the order decides on. */
  asks(asked: Asking<Data>, circumstances: Circumstances): OrderCommand;
}

const kind = <const Fields extends v.ObjectEntries>(
  fields: Fields,
  asks: (
    asked: Asking<v.InferOutput<v.StrictObjectSchema<Fields, undefined>>>, circumstances: Circumstances,
  ) => OrderCommand,
) => ({ fields, asks });

/** What clients can ask of an order: the data that each command has, and what the order decides on. */
const CLIENT_COMMANDS = {
  /** Cancels an order before its confirmation. The workflow refunds its payment, and releases its stock. */
  CancelOrder: kind(
    { reason: v.optional(requiredText(200)) },
    ({ actor, data: { reason } }) => ({ type: 'RequestCancellation', by: actor, reason }),
  ),
  /** Lets a parked order go on now, whatever it is parked for. */
  RetryOrder: kind({}, ({ actor }) => ({ type: 'RequestRetry', by: actor })),
  /** Says what became of a request to the payment provider: from a webhook, a payment system, or a person. */
  ReportPayment: kind(reportEntries, ({ data }, { now, authorizationLife }) => ({
    type: 'ReportPayment',
    ...data,
    at: now.toISOString(),
    captureBefore: new Date(now.getTime() + authorizationLife).toISOString(),
  })),
} satisfies Record<CommandName, CommandKind<never>>;

type DataOf<N extends CommandName> = Parameters<(typeof CLIENT_COMMANDS)[N]['asks']>[0]['data'];

/** A command for an order on record, as a client sends it on the order queue. */
export type Command = {
  [N in CommandName]: Asking<DataOf<N>> & {
    readonly version: typeof COMMAND_VERSION;
    readonly command: N;
    /** The client's own id of the command. With it, the command has one outcome for its order. */
    readonly commandId: string;
    readonly orderId: string;
  }
}[CommandName];

const kindOf = (name: CommandName): CommandKind => CLIENT_COMMANDS[name];

/** What the order decides on for a command. */
export const orderCommandOf = ({ command, ...asked }: Command, circumstances: Circumstances): OrderCommand =>
  kindOf(command).asks(asked, circumstances);

/** The fields of the data of a command. */
export const dataEntriesOf = (name: CommandName): v.ObjectEntries => kindOf(name).fields;

/** The schema of each command, as a whole, by its name. */
export const commandSchemas: ReadonlyMap<unknown, v.GenericSchema> = new Map(COMMAND_NAMES.map(name =>
  [name, v.strictObject({ ...envelopeEntries, command: v.literal(name), data: v.strictObject(dataEntriesOf(name)) })]));
