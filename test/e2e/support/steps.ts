/** The steps of the workflow, run in this process against the deployed tables, so that a test can break any of their calls. */
import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { shop } from './shop';
import { Env } from '../../../src/contract/environment';
import { BusinessError } from '../../../src/contract/errors';
import { Provider } from '../../../src/contract/payment';

const HANDLERS = {
  validate: 'validate-order',
  reserve: 'reserve-stock',
  pay: 'take-payment',
  confirm: 'confirm-order',
  refund: 'refund-payment',
  release: 'release-stock',
  cancel: 'cancel-order',
} as const;
export type Step = keyof typeof HANDLERS;
type Handler = (input: { orderId: string }) => Promise<{ status: string; version: number }>;

/** A call of which the answer never came. */
export class LostAnswer extends Error {
  override readonly name = 'LostAnswer';
}

/** What happens to the calls of the database: looks at each before and after it is made, counted from 1, and may throw or wait. */
export interface Fault {
  before?(call: number, command: string): void | Promise<void>;
  after?(call: number, command: string): void | Promise<void>;
}

/** The environment and the handlers are there once, when the stack is. */
function load(): { readonly run: Record<Step, Handler>; readonly client: DynamoDBClient } {
  const { emulator, outputs } = shop.world;
  Object.assign(process.env, emulator.env, {
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    [Env.EVENTS_TABLE]: outputs.EventsTableName,
    [Env.STOCK_TABLE]: outputs.StockTableName,
    [Env.PAYMENT_PROVIDER]: Provider.SIMULATED,
    [Env.PAYMENT_LEDGER_TABLE]: outputs.PaymentLedgerTableName,
  });
  const client = jest.requireActual<{ dynamodb: DynamoDBClient }>('../../../lambda/lib/dynamodb').dynamodb;
  client.middlewareStack.add((next, context) => async args => {
    const { fault } = current;
    const call = ++current.calls;
    await fault.before?.(call, context.commandName!);
    const answer = await next(args);
    await fault.after?.(call, context.commandName!);
    return answer;
  }, { step: 'initialize' });
  const entries = Object.entries(HANDLERS).map(([step, name]) => [step, jest.requireActual<{ handler: Handler }>(`../../../lambda/handlers/workflow/${name}`).handler]);
  return { client, run: Object.fromEntries(entries) as Record<Step, Handler> };
}

let loaded: ReturnType<typeof load> | undefined;
let current: { fault: Fault; calls: number } = { fault: {}, calls: 0 };

/** Runs something with a fault in each of its calls; returns how many calls it made. */
export async function withFault(fault: Fault, work: () => Promise<unknown>): Promise<number> {
  current = { fault, calls: 0 };
  try {
    await work();
    return current.calls;
  } finally {
    current = { fault: {}, calls: 0 };
  }
}

export const step = (name: Step, orderId: string) => (loaded ??= load()).run[name]({ orderId });

/** The client that the steps in this process use, faults included. */
export const stepClient = (): DynamoDBClient => (loaded ??= load()).client;

/** Runs steps one after the other, past the business failures that the workflow catches. Anything else, such as a crash, ends the walk. */
export async function walk(orderId: string, ...names: readonly Step[]): Promise<void> {
  for (const name of names) {
    try {
      await step(name, orderId);
    } catch (error) {
      if (!(Object.values(BusinessError) as string[]).includes((error as Error).name)) throw error;
    }
  }
}

/** A transaction that met another one on the same items. */
export const contention = () =>
  new TransactionCanceledException({ message: 'Transaction cancelled', $metadata: {}, CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }] });
