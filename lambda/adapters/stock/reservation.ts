import { type MoveLine, hold, release } from './moves';
import type { ReservationMarker, Stock } from './stock';
import type { StockLine } from '../../domain/order/stock-lines';
import { ConditionsFailed } from '../../lib/conditions-failed';
import { MAX_TRANSACTION_ITEMS } from '../../lib/transaction';
import type { Effect } from '../../orders/effects';

/** SKUs of one transaction, beside the event and the marker. */
export const CHUNK_SIZE = MAX_TRANSACTION_ITEMS - 2;

/** There is not enough of these lines; nothing of the reservation is held any more. */
export class Shortage extends Error {
  override readonly name = 'Shortage';
  constructor(readonly lines: readonly StockLine[]) {
    super(`not enough stock of ${lines.length} SKUs`);
  }
}

/** Indexes of the changes that were refused. */
interface RefusedIndexes {
  has(index: number): boolean;
}

/**
 * The stock that one order holds.
 *
 * Up to CHUNK_SIZE SKUs it is moved in one transaction with the order's event, whose condition makes it happen once. A
 * larger order is moved chunk by chunk, and a marker item says which chunks are held, so that each moves once whatever
 * is tried again. A reservation is recorded with its last chunk, because it is true only then; its end (sold, released)
 * is recorded with its first chunk, because it is decided then, and the rest follows from the log. A marker that is
 * `abandoned` or `complete` refuses chunks of a slower twin.
 */
export class Reservation {
  private readonly chunks: readonly (readonly StockLine[])[];
  private readonly large: boolean;

  /** Lines are merged by SKU. */
  constructor(private readonly stock: Stock, private readonly orderId: string, lines: readonly StockLine[]) {
    const count = Math.ceil(lines.length / CHUNK_SIZE);
    this.chunks = Array.from({ length: count }, (_, n) => lines.slice(n * CHUNK_SIZE, (n + 1) * CHUNK_SIZE));
    this.large = this.chunks.length > 1;
  }

  /** Holds all chunks but the last, whose effects it returns for the transaction of the event. Throws Shortage. */
  async holdAllButLast(): Promise<readonly Effect[]> {
    const last = this.chunks.length - 1;
    for (let n = 0; n < last; n++) {
      try {
        await this.stock.change(this.holdChunk(n));
      } catch (error) {
        if (!(error instanceof ConditionsFailed)) throw error;
        const marker = this.markerIn(error, n);
        if (!marker?.held.includes(n)) throw await this.shortageOf(n, error.found);
      }
    }
    return this.holdChunk(last);
  }

  /** What stands behind the refused effects of the last chunk. Gives back the chunks held before. */
  async shortageOfLast(refused: RefusedIndexes): Promise<Shortage> {
    return this.shortageOf(this.chunks.length - 1, refused);
  }

  /**
   * The effects that end the reservation, by selling or releasing, for the transaction of the event: those of the first
   * chunk.
   */
  endFirst(move: MoveLine): readonly Effect[] {
    return this.endChunk(0, move);
  }

  /**
   * Ends the other chunks that are still held; the log has decided how. One that is released before it was complete is
   * abandoned.
   */
  async endRest(move: MoveLine): Promise<void> {
    if (!this.large) return;
    const marker = await this.stock.markerOf(this.orderId);
    await this.endChunks(marker?.complete ? marker : await this.stock.abandon(this.orderId, []), move);
  }

  private async shortageOf(n: number, refused: RefusedIndexes): Promise<Shortage> {
    const lines = this.chunks[n]!.filter((_, index) => refused.has(index));
    if (!this.large) return new Shortage(lines);
    const marker = await this.stock.abandon(this.orderId, lines);
    await this.endChunks(marker, release);
    return new Shortage(marker.abandoned!);
  }

  private async endChunks({ held }: ReservationMarker, move: MoveLine): Promise<void> {
    for (const n of held) {
      try {
        await this.stock.change(this.endChunk(n, move));
      } catch (error) {
        // Where the marker, behind the chunk's lines, no longer names the chunk, a twin ended it. Anything else is a
        // defect.
        if (!(error instanceof ConditionsFailed) || !error.found.has(this.chunks[n]!.length)) throw error;
      }
    }
  }

  private holdChunk(n: number): readonly Effect[] {
    return this.chunk(n, hold, {
      type: 'HoldChunk',
      orderId: this.orderId,
      chunk: n,
      isLast: n === this.chunks.length - 1,
    });
  }

  private endChunk(n: number, move: MoveLine): readonly Effect[] {
    return this.chunk(n, move, { type: 'EndChunk', orderId: this.orderId, chunk: n });
  }

  private chunk(n: number, move: MoveLine, marker: Effect): readonly Effect[] {
    const moves = (this.chunks[n] ?? []).map(move);
    return this.large ? [...moves, marker] : moves;
  }

  /** The marker that the change of a chunk found, where that is what refused it. */
  private markerIn({ found }: ConditionsFailed, n: number): ReservationMarker | undefined {
    return found.get(this.chunks[n]!.length) as ReservationMarker | undefined;
  }
}
