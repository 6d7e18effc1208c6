/**
 * The steps of the workflow, run in this process against the deployed tables, so that a test can break any of their
 * calls.
 */
import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { shop } from './shop';
import { Provider } from '../../../lambda/adapters/payment/provider';
import type { PaymentTerms } from '../../../lambda/adapters/payment/settling/settle-needs';
import { DynamoLedger } from '../../../lambda/adapters/payment/simulated/dynamo-ledger';
import { SimulatedGateway } from '../../../lambda/adapters/payment/simulated/gateway';
import { system } from '../../../lambda/lib/system';
import { BusinessError } from '../../../src/contract/errors';
import type { SagaStepName } from '../../../src/contract/saga';
import { stepsIn } from '../../support/steps-in';

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

/** The terms of the deployed pipeline. */
const TERMS: PaymentTerms = {
  onAccount: false,
  looksUp: true,
  capture: 'IMMEDIATE',
  expiring: 'RENEW',
  pendingFor: 24 * 60 * 60_000,
  authorizationLife: 7 * 24 * 60 * 60_000,
};

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

/** Made once, when the stack is there. */
function load() {
  const { Identity, PaymentLedgerTableName } = shop.world.outputs;
  const client = faultyClient();
  const ledger = new DynamoLedger(client, PaymentLedgerTableName);
  const gateway = new SimulatedGateway({ ledger, keyLife: 24 * 60 * 60_000, now: system.now });
  const steps = stepsIn({
    orders: shop.ordersBy(client),
    stock: shop.stockBy(client),
    provider: new Provider(gateway, system),
    terms: TERMS,
    identity: Identity,
    now: system.now,
  });
  return { client, steps };
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

export const step = (name: SagaStepName, orderId: string) =>
  (loaded ??= load()).steps[name]({ orderId, execution: 'in this process', startedAt: 'once' });

/** The client that the steps in this process use, faults included. */
export const stepClient = (): DynamoDBClient => (loaded ??= load()).client;

/**
 * Runs steps one after the other, past the business failures that the workflow catches. Anything else, such as a crash,
 * ends the walk.
 */
export async function walk(orderId: string, ...names: readonly SagaStepName[]): Promise<void> {
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
