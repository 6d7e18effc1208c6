import {
  ConditionalCheckFailedException, type DynamoDBClient, GetItemCommand, PutItemCommand, TransactWriteItemsCommand,
  TransactionCanceledException, type Update, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Ledger, type LedgerEntry, type LedgerPayment, MOVES, STOPPED } from './ledger';
import { LedgerAttribute } from '../../../../src/contract/attributes';

/** The ledger of the simulated provider in a table of its own, as if it belonged to a real provider. */
export class DynamoLedger implements Ledger {
  constructor(private readonly client: DynamoDBClient, private readonly table: string) {}

  async find(key: string, abortSignal: AbortSignal): Promise<LedgerEntry | undefined> {
    const command = new GetItemCommand({ TableName: this.table, Key: itemKey(key), ConsistentRead: true });
    const { Item } = await this.client.send(command, { abortSignal });
    return Item && (unmarshall(Item) as LedgerEntry);
  }

  async addPayment(payment: LedgerPayment, abortSignal: AbortSignal) {
    try {
      await this.client.send(new PutItemCommand({
        ...this.putOf(payment), ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }), { abortSignal });
      return { entry: payment, isNew: true };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException) || !error.Item) throw error;
      return { entry: unmarshall(error.Item) as LedgerEntry, isNew: false };
    }
  }

  async chargeAgain(key: string, abortSignal: AbortSignal): Promise<void> {
    await this.client.send(new UpdateItemCommand({
      TableName: this.table,
      Key: itemKey(key),
      UpdateExpression: 'ADD charges :one',
      ExpressionAttributeValues: marshall({ ':one': 1 }),
    }), { abortSignal });
  }

  async addFollowUp(entry: LedgerEntry, abortSignal: AbortSignal): Promise<LedgerEntry | undefined> {
    return this.addWith(this.moveOf(entry), entry, abortSignal);
  }

  async stop(entry: LedgerEntry, abortSignal: AbortSignal): Promise<LedgerEntry | undefined> {
    const fields = Object.entries(STOPPED);
    return this.addWith({
      TableName: this.table,
      Key: itemKey(entry.payment!),
      UpdateExpression: `SET ${fields.map(([name]) => `${name} = :${name}`).join(', ')}`,
      ExpressionAttributeValues: marshall(Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value]))),
    }, entry, abortSignal);
  }

  /** Adds a request and changes its payment in one transaction, unless the key is in the books. */
  private async addWith(
    change: Update, entry: LedgerEntry, abortSignal: AbortSignal,
  ): Promise<LedgerEntry | undefined> {
    const found = await this.find(entry.key, abortSignal);
    if (found) return found;
    try {
      const TransactItems = [{ Put: this.putOf(entry) }, { Update: change }];
      await this.client.send(new TransactWriteItemsCommand({ TransactItems }), { abortSignal });
      return entry;
    } catch (error) {
      const [put, update] = error instanceof TransactionCanceledException ? error.CancellationReasons ?? [] : [];
      if (put?.Code === REFUSED_CODE) return this.find(entry.key, abortSignal); // the same request, at once
      if (update?.Code === REFUSED_CODE) return undefined;
      throw error;
    }
  }

  private putOf(entry: LedgerEntry) {
    const { key, ...fields } = entry;
    const Item = { ...marshall(fields, { removeUndefinedValues: true }), ...itemKey(key), key: { S: key } };
    return { TableName: this.table, Item, ConditionExpression: `attribute_not_exists(${LedgerAttribute.KEY})` };
  }

  private moveOf({ purpose, payment, amount, currency }: LedgerEntry) {
    const { from, to } = MOVES[purpose as keyof typeof MOVES];
    return {
      TableName: this.table,
      Key: itemKey(payment!),
      UpdateExpression: `ADD ${[`${from} :minus`, ...to.map(name => `${name} :plus`)].join(', ')}`,
      ConditionExpression: `${from} >= :plus AND currency = :currency`,
      ExpressionAttributeValues: marshall({ ':plus': amount, ':minus': -amount, ':currency': currency }),
    };
  }
}

const REFUSED_CODE = 'ConditionalCheckFailed';

const itemKey = (key: string) => ({ [LedgerAttribute.KEY]: { S: key } });
