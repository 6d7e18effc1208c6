import {
  type AttributeValue, ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand, QueryCommand, type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { type EventLike, type Origin, type StoredEvent, eventId, fromItem, toItem } from './stored-event';
import { EventAttribute as A } from '../../src/contract/attributes';
import { TechnicalError } from '../../src/contract/errors';
import { SCHEMA_VERSION } from '../domain/events';
import { ConditionsFailed, transact } from '../lib/transaction';

/** A stream as one consistent read saw it: what a decision is based on, and the only source of an expected version. */
export interface History<E extends EventLike> {
  readonly stream: string;
  readonly version: number;
  readonly events: readonly StoredEvent<E>[];
}

/** Another writer took the next version: load again and decide again. */
export class ConcurrencyConflict extends Error {
  override readonly name = TechnicalError.CONFLICT;
}

/** Conditions of effects do not hold, by index of the effect, with the item found; neither events nor effects were written. */
export class EffectRefused extends Error {
  override readonly name = 'EffectRefused';
  constructor(readonly found: ReadonlyMap<number, Record<string, AttributeValue> | undefined>) {
    super(`the conditions of ${found.size} effects do not hold`);
  }
}

/** What an append came to: the history with the events behind it. `replayed`: they were there already, and perhaps others behind them. */
export interface Appended<E extends EventLike> extends History<E> {
  readonly replayed: boolean;
}

/** An append-only log of streams in one DynamoDB table. */
export class EventStore<E extends EventLike> {
  constructor(private readonly client: DynamoDBClient, private readonly table: string, private readonly known: (type: string) => boolean) {}

  /** Reads a stream from an exclusive version on, consistently and past the 1 MB of a page. Throws UnknownEvent for what this code cannot read. */
  async load(stream: string, after = 0): Promise<History<E>> {
    const events: StoredEvent<E>[] = [];
    let next: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.client.send(new QueryCommand({
        TableName: this.table,
        ConsistentRead: true,
        KeyConditionExpression: '#stream = :stream AND #version > :after',
        ExpressionAttributeNames: { '#stream': A.STREAM, '#version': A.VERSION },
        ExpressionAttributeValues: { ':stream': { S: stream }, ':after': { N: String(after) } },
        ExclusiveStartKey: next,
      }));
      for (const item of page.Items ?? []) events.push(fromItem<E>(item, this.known));
      next = page.LastEvaluatedKey;
    } while (next);
    return { stream, version: events.at(-1)?.version ?? after, events };
  }

  /**
   * Appends events behind a history, each by a put on the condition that its version is free, with the effects in the same transaction.
   * The same events again are a success: they were written before, and the answer was lost.
   * Throws ConcurrencyConflict, EffectRefused or TransactionContention; then nothing was written.
   */
  async append(history: History<E>, events: readonly E[], origin: Origin, effects: readonly TransactWriteItem[] = []): Promise<Appended<E>> {
    const stored = events.map((event, index) => envelope(history, event, index, origin));
    const puts = stored.map((one): ConditionalPut => ({
      TableName: this.table,
      Item: toItem(one),
      ConditionExpression: `attribute_not_exists(${A.STREAM})`,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }));
    const replayed = puts.length === 1 && effects.length === 0 ? await this.put(puts[0]!) : await this.putAll(puts, effects);
    return { ...history, version: history.version + stored.length, events: [...history.events, ...stored], replayed };
  }

  private async put(put: ConditionalPut): Promise<boolean> {
    try {
      await this.client.send(new PutItemCommand(put));
      return false;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      if (isSame(put, error.Item)) return true;
      throw conflict(put);
    }
  }

  private async putAll(puts: readonly ConditionalPut[], effects: readonly TransactWriteItem[]): Promise<boolean> {
    try {
      await transact(this.client, [...puts.map(Put => ({ Put })), ...effects]);
      return false;
    } catch (error) {
      if (!(error instanceof ConditionsFailed)) throw error;
      const taken = puts.find((_, index) => error.found.has(index));
      if (!taken) throw new EffectRefused(new Map([...error.found].map(([index, item]) => [index - puts.length, item])));
      if (puts.every((put, index) => isSame(put, error.found.get(index)))) return true;
      throw conflict(taken);
    }
  }
}

type ConditionalPut = { TableName: string; Item: Record<string, AttributeValue>; ConditionExpression: string; ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };

const isSame = (put: ConditionalPut, old: Record<string, AttributeValue> | undefined) => old?.[A.ID]?.S === put.Item[A.ID]!.S;

const conflict = (put: ConditionalPut) => new ConcurrencyConflict(`version ${put.Item[A.VERSION]!.N} of ${put.Item[A.STREAM]!.S} is taken`);

function envelope<E extends EventLike>(history: History<E>, event: E, index: number, origin: Origin): StoredEvent<E> {
  const last = history.events.at(-1);
  return {
    stream: history.stream,
    version: history.version + index + 1,
    id: eventId(history.stream, origin.command, index),
    time: origin.time.toISOString(),
    command: origin.command,
    correlation: last?.correlation ?? origin.correlation ?? origin.command,
    causation: last?.id,
    actor: origin.actor,
    schemaVersion: SCHEMA_VERSION,
    event,
  };
}
