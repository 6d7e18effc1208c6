/**
 * Measures what the event store costs on top of DynamoDB. It compares raw conditional puts with `append`, and a raw
 * query and put with load and append. The variants take turns within each round, so that other load on the machine
 * affects all of them alike. Each round gives one ratio.
 *
 * Runs on an emulator of its own, or on AWS_ENDPOINT_URL where that is set. To run on the account in the environment:
 * `npm run bench:append -- --here`.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  CreateTableCommand, DeleteTableCommand, DynamoDBClient, PutItemCommand, QueryCommand, waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { type OrderEvent, isEventType } from '../lambda/domain/events';
import { fullJitter } from '../lambda/lib/backoff';
import { system } from '../lambda/lib/system';
import { DynamoEventLog } from '../lambda/orders/dynamo-event-log';
import type { EventLog } from '../lambda/orders/event-log';
import { Orders } from '../lambda/orders/orders';
import { toItem } from '../lambda/orders/stored-item';
import { orderStream } from '../lambda/orders/streams';
import { startEmulator } from '../local-aws/emulator';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '30' },
    operations: { type: 'string', default: '100' },
    here: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const operations = Number(values.operations);

const event: OrderEvent = { type: 'OrderValidated', data: { currency: 'GBP', total: 12_345 } };

/** One way to do an operation. Each operation has a stream of its own. */
interface Variant {
  readonly name: string;
  /** The variant that it is compared with. */
  readonly against?: string;
  /** Whether the stream holds an event before. */
  readonly seeded: boolean;
  readonly run: (orderId: string) => Promise<unknown>;
}

async function main(): Promise<void> {
  const emulator = values.here || process.env.AWS_ENDPOINT_URL ? undefined : await startEmulator();
  Object.assign(process.env, emulator?.env);
  const client = new DynamoDBClient({});
  const table = `bench-append-${randomUUID()}`;
  try {
    await createTable(client, table);
    const log = logIn(client, table);
    await measure(variants(client, table, log), log);
  } finally {
    await client.send(new DeleteTableCommand({ TableName: table }))
      .catch(error => console.error(`the table ${table} is left: ${error.message}`));
    await emulator?.stop();
  }
}

/** The log of the library, as handlers use it. */
function logIn(client: DynamoDBClient, table: string): EventLog<OrderEvent> {
  const writeOf = () => {
    throw new Error('no effects are measured here');
  };
  return new DynamoEventLog<OrderEvent>({
    client,
    table,
    identity: 'Bench/Orders',
    backoff: fullJitter(system),
    isKnown: isEventType,
    writeOf,
  });
}

function variants(client: DynamoDBClient, table: string, log: EventLog<OrderEvent>): Variant[] {
  const orders = new Orders(log, { now: system.now, backoff: fullJitter(system) });
  const origin = () => ({ command: 'ValidateOrder', time: new Date() });
  const rawPut = (orderId: string, version: number) => client.send(new PutItemCommand({
    TableName: table,
    Item: toItem({
      stream: orderStream(orderId),
      version,
      id: randomUUID(),
      time: new Date().toISOString(),
      command: 'ValidateOrder',
      correlation: 'ValidateOrder',
      schemaVersion: 1,
      event,
    }),
    ConditionExpression: 'attribute_not_exists(pk)',
  }));
  return [
    { name: 'raw put', seeded: false, run: id => rawPut(id, 1) },
    {
      name: 'append',
      against: 'raw put',
      seeded: false,
      run: id => log.append(Orders.unplaced(id).history, [event], origin()),
    },
    {
      name: 'raw query + put',
      seeded: true,
      run: async id => {
        await client.send(new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: orderStream(id) } },
        }));
        await rawPut(id, 2);
      },
    },
    {
      name: 'load + append',
      against: 'raw query + put',
      seeded: true,
      run: async id => log.append((await orders.loadOrder(id)).history, [event], origin()),
    },
  ];
}

async function measure(all: readonly Variant[], log: EventLog<OrderEvent>): Promise<void> {
  const seconds = new Map(all.map(({ name }) => [name, [] as number[]]));
  for (let round = -2; round < rounds; round++) { // two rounds to warm up
    const first = Math.abs(round) % all.length;
    const turn = [...all.slice(first), ...all.slice(0, first)];
    for (const { name, seeded, run } of turn) {
      const ids = Array.from({ length: operations }, () => randomUUID());
      if (seeded) await seed(log, ids);
      const start = process.hrtime.bigint();
      for (const id of ids) await run(id);
      const taken = Number(process.hrtime.bigint() - start) / 1e9;
      if (round >= 0) seconds.get(name)!.push(taken);
    }
    process.stdout.write(`\rround ${Math.max(0, round + 1)} of ${rounds}`);
  }

  const where = process.env.AWS_ENDPOINT_URL ?? 'AWS';
  console.log(`\n\n${operations} operations a round, one after the other, ${rounds} rounds, against ${where}\n`);
  for (const { name, against } of all) {
    const mine = seconds.get(name)!;
    const median = 1000 * quantile(mine, 0.5) / operations;
    console.log(`${name.padEnd(16)} ${median.toFixed(2)} ms an operation (median)`);
    if (!against) continue;
    const ratios = seconds.get(against)!.map((theirs, index) => theirs / mine[index]!);
    const [min, middle, max] = [0, 0.5, 1].map(q => quantile(ratios, q).toFixed(3));
    console.log(`${''.padEnd(16)} throughput as a share of ${against}: min ${min}, median ${middle}, max ${max}`);
  }
}

/** Puts one event into each stream. */
async function seed(log: EventLog<OrderEvent>, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await log.append(Orders.unplaced(id).history, [event], { command: 'seed', time: new Date() });
  }
}

function quantile(numbers: readonly number[], q: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.round(q * (sorted.length - 1))]!;
}

async function createTable(client: DynamoDBClient, table: string): Promise<void> {
  await client.send(new CreateTableCommand({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'v', AttributeType: 'N' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'v', KeyType: 'RANGE' }],
  }));
  await waitUntilTableExists({ client, maxWaitTime: 120, minDelay: 1 }, { TableName: table });
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
