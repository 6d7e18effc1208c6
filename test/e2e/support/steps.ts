/**
 * The steps of the workflow, run in this process against the deployed tables, so that a test can break any of their
 * calls.
 */
import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { shop } from './shop';
import { SimulatedGateway } from '../../../lambda/adapters/payment/simulated';
import type { StepHandler } from '../../../lambda/adapters/workflow/step';
import { cancelOrder } from '../../../lambda/handlers/workflow/cancel-order';
import { confirmOrder } from '../../../lambda/handlers/workflow/confirm-order';
import { refundPayment } from '../../../lambda/handlers/workflow/refund-payment';
import { releaseStock } from '../../../lambda/handlers/workflow/release-stock';
import { reserveStock } from '../../../lambda/handlers/workflow/reserve-stock';
import { takePayment } from '../../../lambda/handlers/workflow/take-payment';
import { validateOrder } from '../../../lambda/handlers/workflow/validate-order';
import { BusinessError } from '../../../src/contract/errors';

export type Step = 'validate' | 'reserve' | 'pay' | 'confirm' | 'refund' | 'release' | 'cancel';

/** A call of which the answer never came. */
export class LostAnswer extends Error {
  override readonly name = 'LostAnswer';
}

/**
 * What happens to the calls of the database: looks at each before and after it is made, counted from 1, and may throw
 * or wait.
 */
export interface Fault {
  before?(call: number, command: string): void | Promise<void>;
  after?(call: number, command: string): void | Promise<void>;
}

let current: { fault: Fault; calls: number } = { fault: {}, calls: 0 };

/** A client of the deployed tables whose calls meet the current fault. As many tries as the functions' own. */
function faultyClient(): DynamoDBClient {
  const client = new DynamoDBClient({ ...shop.world.client, maxAttempts: 6 });
  client.middlewareStack.add((next, context) => async args => {
    const { fault } = current;
    const call = ++current.calls;
    await fault.before?.(call, context.commandName!);
    const answer = await next(args);
    await fault.after?.(call, context.commandName!);
    return answer;
  }, { step: 'initialize' });
  return client;
}

/** The steps are there once, when the stack is. */
function load(): { readonly run: Record<Step, StepHandler>; readonly client: DynamoDBClient } {
  const { PaymentLedgerTableName } = shop.world.outputs;
  const client = faultyClient();
  const world = {
    orders: shop.ordersBy(client),
    stock: shop.stockBy(client),
    gateway: new SimulatedGateway(client, PaymentLedgerTableName),
  };
  const run = {
    validate: validateOrder(world),
    reserve: reserveStock(world),
    pay: takePayment(world),
    confirm: confirmOrder(world),
    refund: refundPayment(world),
    release: releaseStock(world),
    cancel: cancelOrder(world),
  };
  return { client, run };
}

let loaded: ReturnType<typeof load> | undefined;

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

/**
 * Runs steps one after the other, past the business failures that the workflow catches. Anything else, such as a crash,
 * ends the walk.
 */
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
export const contention = () => new TransactionCanceledException({
  message: 'Transaction cancelled',
  $metadata: {},
  CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
});
