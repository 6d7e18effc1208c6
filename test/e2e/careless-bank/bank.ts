/**
 * A payment function as careless as a provider can be: of its calls, one in ten fails, before or after the money has
 * moved, by an error, by taking too long, or with an answer that makes no sense. Its books are right: what moved there,
 * moved. It forgets no key.
 */
import { createHash } from 'node:crypto';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { FAULTS_BOOKED } from './names';
import { DynamoLedger } from '../../../lambda/adapters/payment/simulated/dynamo-ledger';
import { SimulatedGateway } from '../../../lambda/adapters/payment/simulated/gateway';
import { LedgerAttribute } from '../../../src/contract/attributes';
import type { PaymentCall } from '../../../src/contract/payment/payment-call';

const client = new DynamoDBClient();
const books = new SimulatedGateway({
  ledger: new DynamoLedger(client, process.env.BOOKS!),
  keyLife: 24 * 60 * 60_000,
  now: () => new Date(),
});

/** What goes wrong with a call. All of them together are one call in ten. */
const FAULTS = ['error before', 'error after', 'too slow before', 'too slow after', 'garbage after'] as const;
const ONE_IN = 10;

export async function handler({ operation, version: _, ...request }: PaymentCall): Promise<unknown> {
  const { signal } = new AbortController();
  const fault = faultOf(`${request.key} ${operation} ${await count(`calls of ${request.key}`)}`);
  if (fault) await count(FAULTS_BOOKED);
  await fail(fault, 'before');
  const answer = operation === 'lookUp' ? await books.lookUp(request, signal) : await books.ask(request, signal);
  await fail(fault, 'after');
  return fault === 'garbage after' ? { status: 'sure', money: [answer, '\u0000'.repeat(1_000)] } : answer;
}

/** Always the same for the same call of the same order. */
function faultOf(call: string): string | undefined {
  const chance = createHash('sha256').update(call).digest().readUInt32BE(0);
  return chance % ONE_IN === 0 ? FAULTS[Math.floor(chance / ONE_IN) % FAULTS.length] : undefined;
}

async function fail(fault: string | undefined, when: 'before' | 'after'): Promise<void> {
  if (fault === `error ${when}`) throw new Error(`the bank breaks down ${when} it does anything`);
  if (fault === `too slow ${when}`) await new Promise(resolve => setTimeout(resolve, 60_000)); // Lambda ends it
}

/** Counts up in the books: for instance the calls about a request, so that a repeated call has another fate. */
async function count(what: string): Promise<string> {
  const { Attributes } = await client.send(new UpdateItemCommand({
    TableName: process.env.BOOKS,
    Key: { [LedgerAttribute.KEY]: { S: what } },
    UpdateExpression: 'ADD times :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
    ReturnValues: 'UPDATED_NEW',
  }));
  return Attributes!.times!.N!;
}
