import {
  ConditionalCheckFailedException, PutItemCommand, QueryCommand, type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { Effect } from './effects';
import { envelopes, extended } from './envelope';
import {
  type Appended, ConcurrencyConflict, EffectRefused, type EventLog, type History, type ItemLog,
} from './event-log';
import type { EventLike, Origin, StoredEvent } from './stored-event';
import { type Item, fromItem, toItem } from './stored-item';
import { EventAttribute as A } from '../../src/contract/attributes';
import { ConditionsFailed } from '../lib/conditions-failed';
import { type Database, transact, writeOne } from '../lib/transaction';

export interface DynamoEventLogOptions<F> extends Database {
  /** The identity of the pipeline, which event ids contain. */
  readonly identity: string;
  readonly table: string;
  /** The types of events that this release can read. */
  readonly isKnown: (type: string) => boolean;
  /** Converts an effect to a write to its table. */
  readonly writeOf: (effect: F) => TransactWriteItem;
}

/** The event log in one DynamoDB table. Each event is an item. A put succeeds only if the version is free. */
export class DynamoEventLog<E extends EventLike, F = Effect> implements EventLog<E, F>, ItemLog {
  constructor(private readonly options: DynamoEventLogOptions<F>) {}

  async load(stream: string, after = 0): Promise<History<E>> {
    const items = await this.readItems(stream, after);
    const events = items.map(item => fromItem<E>(item, this.options.isKnown));
    return { stream, version: events.at(-1)?.version ?? after, events };
  }

  async readItems(stream: string, after = 0): Promise<readonly Item[]> {
    const items: Item[] = [];
    let next: Item | undefined;
    do {
      const page = await this.options.client.send(
        new QueryCommand({
          TableName: this.options.table,
          ConsistentRead: true,
          KeyConditionExpression: '#stream = :stream AND #version > :after',
          ExpressionAttributeNames: { '#stream': A.STREAM, '#version': A.VERSION },
          ExpressionAttributeValues: { ':stream': { S: stream }, ':after': { N: String(after) } },
          ExclusiveStartKey: next,
        }),
      );
      items.push(...page.Items ?? []);
      next = page.LastEvaluatedKey;
    } while (next);
    return items;
  }

  async append(
    history: History<E>,
    events: readonly E[],
    origin: Origin,
    effects: readonly F[] = [],
  ): Promise<Appended<E>> {
    const stored = envelopes(this.options.identity, history, events, origin);
    const puts = stored.map(one => putOf(one, this.options.table));
    const isPlain = puts.length === 1 && effects.length === 0;
    const replayed = isPlain ? await this.put(puts[0]!) : await this.putAll(puts, effects.map(this.options.writeOf));
    return { ...extended(history, stored), replayed };
  }

  /** Returns whether the same event was already in the table. */
  private async put(put: ConditionalPut): Promise<boolean> {
    try {
      await writeOne(this.options, async () => this.options.client.send(new PutItemCommand(put)));
      return false;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      if (isSame(put, error.Item)) return true;
      throw conflictOver(put);
    }
  }

  private async putAll(puts: readonly ConditionalPut[], effects: readonly TransactWriteItem[]): Promise<boolean> {
    try {
      await transact(this.options, [...puts.map(Put => ({ Put })), ...effects]);
      return false;
    } catch (error) {
      if (!(error instanceof ConditionsFailed)) throw error;
      const { found } = error as ConditionsFailed<Item>;
      const taken = puts.find((_, index) => found.has(index));
      if (!taken) throw new EffectRefused(new Set([...found.keys()].map(index => index - puts.length)));
      if (puts.every((put, index) => isSame(put, found.get(index)))) return true;
      throw conflictOver(taken);
    }
  }
}

/** How an event is written: only if its version of its stream is free. */
export const putOf = (stored: StoredEvent, table: string): ConditionalPut => ({
  TableName: table,
  Item: toItem(stored),
  ConditionExpression: `attribute_not_exists(${A.STREAM})`,
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
});

interface ConditionalPut {
  readonly TableName: string;
  readonly Item: Item;
  readonly ConditionExpression: string;
  readonly ReturnValuesOnConditionCheckFailure: 'ALL_OLD';
}

const isSame = (put: ConditionalPut, old: Item | undefined): boolean => old?.[A.ID]?.S === put.Item[A.ID]!.S;

const conflictOver = ({ Item }: ConditionalPut): ConcurrencyConflict =>
  new ConcurrencyConflict(Item[A.STREAM]!.S!, Number(Item[A.VERSION]!.N));
