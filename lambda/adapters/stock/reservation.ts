import { type AttributeValue, type DynamoDBClient, GetItemCommand, type TransactWriteItem, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type StockMove, hold, release, reservationKey } from './stock-items';
import type { StockLine } from '../../domain/order/stock-lines';
import { ConditionsFailed, MAX_TRANSACTION_ITEMS, transact } from '../../lib/transaction';

/** SKUs of one transaction, beside the event and the marker. */
export const CHUNK_SIZE = MAX_TRANSACTION_ITEMS - 2;

/** There is not enough of these lines; nothing of the reservation is held any more. */
export class Shortage extends Error {
  override readonly name = 'Shortage';
  constructor(readonly lines: readonly StockLine[]) {
    super(`not enough stock of ${lines.length} SKUs`);
  }
}

/**
 * The stock that one order holds.
 *
 * Up to CHUNK_SIZE SKUs it is moved in one transaction with the order's event, whose condition makes it happen once. A larger order is
 * moved chunk by chunk, and a marker item says which chunks are held, so that each moves once whatever is tried again. A reservation is
 * recorded with its last chunk, because it is true only then; its end (sold, released) is recorded with its first chunk, because it is
 * decided then, and the rest follows from the log. A marker that is `abandoned` or `complete` refuses chunks of a slower twin.
 */
export class Reservation {
  private readonly chunks: readonly (readonly StockLine[])[];
  private readonly large: boolean;

  /** Lines are merged by SKU. */
  constructor(private readonly client: DynamoDBClient, private readonly table: string, private readonly orderId: string, lines: readonly StockLine[]) {
    this.chunks = Array.from({ length: Math.ceil(lines.length / CHUNK_SIZE) }, (_, n) => lines.slice(n * CHUNK_SIZE, (n + 1) * CHUNK_SIZE));
    this.large = this.chunks.length > 1;
  }

  /** Holds all chunks but the last, whose effects it returns for the transaction of the event. Throws Shortage. */
  async holdAllButLast(): Promise<readonly TransactWriteItem[]> {
    const last = this.chunks.length - 1;
    for (let n = 0; n < last; n++) {
      try {
        await transact(this.client, this.chunk(n, hold, this.markHeld(n)));
      } catch (error) {
        if (!(error instanceof ConditionsFailed)) throw error;
        const marker = error.found.get(this.chunks[n]!.length);
        if (!marker?.held?.NS?.includes(String(n))) throw await this.shortageOf(n, error.found);
      }
    }
    return this.chunk(last, hold, this.markHeld(last));
  }

  /** What stands behind the refused effects of the last chunk. Gives back the chunks held before. */
  async shortageOfLast(found: ReadonlyMap<number, Record<string, AttributeValue> | undefined>): Promise<Shortage> {
    return this.shortageOf(this.chunks.length - 1, found);
  }

  /** The effects that end the reservation, by selling or releasing, for the transaction of the event: those of the first chunk. */
  endFirst(move: StockMove): readonly TransactWriteItem[] {
    return this.chunk(0, move, this.markEnded(0));
  }

  /** Ends the other chunks that are still held; the log has decided how. One that is released before it was complete is abandoned. */
  async endRest(move: StockMove): Promise<void> {
    if (!this.large) return;
    const { Item } = await this.client.send(new GetItemCommand({ TableName: this.table, Key: reservationKey(this.orderId), ConsistentRead: true }));
    await this.endChunks(Item?.complete ? Item : await this.abandon([]), move);
  }

  private async shortageOf(n: number, found: ReadonlyMap<number, unknown>): Promise<Shortage> {
    const lines = this.chunks[n]!.filter((_, index) => found.has(index));
    if (!this.large) return new Shortage(lines);
    const marker = await this.abandon(lines);
    await this.endChunks(marker, release);
    return new Shortage(JSON.parse(marker.abandoned!.S!) as StockLine[]);
  }

  /** Closes a reservation to further chunks; the first shortage stays the one on record. Throws where it is complete, which a retry finds in the log. */
  private async abandon(shortages: readonly StockLine[]): Promise<Record<string, AttributeValue>> {
    const { Attributes } = await this.client.send(new UpdateItemCommand({
      TableName: this.table,
      Key: reservationKey(this.orderId),
      UpdateExpression: 'SET abandoned = if_not_exists(abandoned, :lines)',
      ConditionExpression: 'attribute_not_exists(complete)',
      ExpressionAttributeValues: { ':lines': { S: JSON.stringify(shortages) } },
      ReturnValues: 'ALL_NEW',
    }));
    return Attributes!;
  }

  private async endChunks(marker: Record<string, AttributeValue> | undefined, move: StockMove): Promise<void> {
    for (const n of (marker?.held?.NS ?? []).map(Number)) {
      try {
        await transact(this.client, this.chunk(n, move, this.markEnded(n)));
      } catch (error) {
        // The marker, behind the chunk's lines, no longer names the chunk: a twin ended it. Anything else is a defect.
        if (!(error instanceof ConditionsFailed) || !error.found.has(this.chunks[n]!.length)) throw error;
      }
    }
  }

  private chunk(n: number, move: StockMove, marker: TransactWriteItem): readonly TransactWriteItem[] {
    const moves = (this.chunks[n] ?? []).map(line => move(this.table, line));
    return this.large ? [...moves, marker] : moves;
  }

  private markHeld(n: number): TransactWriteItem {
    const complete = n === this.chunks.length - 1 ? ' SET complete = :n' : '';
    return this.mark(n, `ADD held :set${complete}`, 'attribute_not_exists(abandoned) AND attribute_not_exists(complete) AND NOT contains(held, :n)');
  }

  private markEnded(n: number): TransactWriteItem {
    return this.mark(n, 'DELETE held :set', 'contains(held, :n)');
  }

  private mark(n: number, update: string, condition: string): TransactWriteItem {
    return {
      Update: {
        TableName: this.table,
        Key: reservationKey(this.orderId),
        UpdateExpression: update,
        ConditionExpression: condition,
        ExpressionAttributeValues: { ':n': { N: String(n) }, ':set': { NS: [String(n)] } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    };
  }
}
