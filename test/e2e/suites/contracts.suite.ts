/** The stores in DynamoDB keep the contract of those in memory; on tables of their own, which no books count. */
import { CreateTableCommand, DeleteTableCommand, GetItemCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoLedger } from '../../../lambda/adapters/payment/simulated/dynamo-ledger';
import { SimulatedGateway } from '../../../lambda/adapters/payment/simulated/gateway';
import { DynamoStock } from '../../../lambda/adapters/stock/dynamo-stock';
import { writeOf } from '../../../lambda/adapters/stock/stock-items';
import { StockLevels } from '../../../lambda/adapters/stock/stock-levels';
import { fullJitter } from '../../../lambda/lib/backoff';
import { system } from '../../../lambda/lib/system';
import { writeWithRecords } from '../../../lambda/orders/commands/records-in-dynamo';
import { DynamoEventLog } from '../../../lambda/orders/dynamo-event-log';
import { EventAttribute, LedgerAttribute, StockAttribute } from '../../../src/contract/attributes';
import { testEventLog } from '../../support/contract/event-log';
import { testPaymentGateway } from '../../support/contract/payment-gateway';
import { testStock } from '../../support/contract/stock';
import { IDENTITY } from '../../support/given/identity';
import { Clock } from '../../support/world/clock';
import { fresh } from '../support/samples';
import { shop } from '../support/shop';

const EVENTS = fresh('contract-events');
const STOCK = fresh('contract-stock');
const LEDGER = fresh('contract-ledger');
const TARGET = { table: STOCK, identity: IDENTITY };
const backoff = fullJitter(system);

async function createTable(TableName: string, partitionKey: string, sortKey?: string): Promise<void> {
  const client = shop.world.dynamodb;
  await client.send(new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: partitionKey, AttributeType: 'S' },
      ...sortKey ? [{ AttributeName: sortKey, AttributeType: 'N' } as const] : [],
    ],
    KeySchema: [
      { AttributeName: partitionKey, KeyType: 'HASH' },
      ...sortKey ? [{ AttributeName: sortKey, KeyType: 'RANGE' } as const] : [],
    ],
  }));
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName });
}

const stock = () => new DynamoStock({ client: shop.world.dynamodb, backoff, ...TARGET });
const levels = () => new StockLevels({ client: shop.world.dynamodb, backoff, table: STOCK });
const setStock = async (sku: string, quantity: number) => {
  expect(await levels().load({ sku, quantity })).toBe(true);
};
const simulated = (clock: Clock) => new SimulatedGateway({
  ledger: new DynamoLedger(shop.world.dynamodb, LEDGER), keyLife: 24 * 60 * 60_000, now: clock.now,
});
const stockOf = async (sku: string) => (await levels().levelsOf([sku]))[0]!;

describe('in DynamoDB', () => {
  beforeAll(async () => {
    await createTable(EVENTS, EventAttribute.STREAM, EventAttribute.VERSION);
    await createTable(STOCK, StockAttribute.KEY);
    await createTable(LEDGER, LedgerAttribute.KEY);
  });

  afterAll(async () => {
    for (const TableName of [EVENTS, STOCK, LEDGER]) {
      await shop.world.dynamodb.send(new DeleteTableCommand({ TableName }));
    }
  });

  describe('the event log', () => {
    testEventLog(() => ({
      log: (isKnown = () => true) => new DynamoEventLog({
        client: shop.world.dynamodb,
        backoff,
        table: EVENTS,
        identity: IDENTITY,
        isKnown,
        writeOf: writeWithRecords(EVENTS, effect => writeOf(TARGET, effect)),
      }),
      plant: async Item => void await shop.overwrite(EVENTS, Item),
      fresh,
      setStock,
      stockOf,
    }));
  });

  describe('the simulated payment provider', () => {
    testPaymentGateway(() => {
      const clock = new Clock();
      return {
        gateway: simulated(clock),
        orderId: fresh('order'),
        now: clock.now,
        pass: milliseconds => clock.pass(milliseconds),
        charges: async key => {
          const Key = { [LedgerAttribute.KEY]: { S: key } };
          const { Item } = await shop.world.dynamodb.send(new GetItemCommand({ TableName: LEDGER, Key }));
          return Number(Item?.charges?.N);
        },
      };
    });
  });

  describe('the stock', () => {
    testStock(() => ({ stock: stock(), fresh, setStock, stockOf }));
  });
});
