import { type MoveLine, hold, release } from './moves';
import type { ReservationMarker, Stock } from './stock';
import { type StockLine, SKUS_PER_TRANSACTION } from '../../domain/order/stock-lines';
import { ConditionsFailed } from '../../lib/conditions-failed';
import type { StockEffect } from '../../orders/effects';

/** The number of SKUs in each part of a large reservation. */
export const CHUNK_SIZE = SKUS_PER_TRANSACTION;

/** There is not enough stock for these lines. The reservation no longer holds anything. */
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
 * The stock of up to CHUNK_SIZE SKUs moves in one transaction with the order's event. The condition on the event makes
 * sure that it moves only once. The stock of a larger order moves chunk by chunk. A marker item records which chunks
 * are held, so that each chunk moves only once, and a retry continues where an earlier run stopped.
 *
 * Each event is written with the last chunk, because only then has everything moved: `StockReserved`, and later
 * `StockSold` or `StockReleased`. An earlier event has decided which of the two, so these chunks never move back. If
 * two runs work on the same order, a marker that is `abandoned` or `complete` refuses the chunks of the slower run.
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

  /**
   * Holds all chunks except the last, and skips those that an earlier run holds. Returns the effects of the last, to
   * write with the event. Throws Shortage.
   */
  async holdAllButLast(): Promise<readonly StockEffect[]> {
    const last = this.chunks.length - 1;
    const before = this.large ? await this.stock.markerOf(this.orderId) : undefined;
    // An earlier run found a shortage and stopped before the log knew of it.
    if (before?.abandoned) throw await this.shortageIn(before);
    // The log has the event, too, so it refuses the last chunk together with a second one.
    if (before?.complete) return this.holdChunk(last);
    for (let n = 0; n < last; n++) {
      if (before?.held.includes(n)) continue;
      try {
        await this.stock.change(this.holdChunk(n));
      } catch (error) {
        if (!(error instanceof ConditionsFailed)) throw error;
        const marker = this.markerIn(error, n);
        if (marker?.complete) return this.holdChunk(last);
        if (!marker?.held.includes(n)) throw await this.shortageOf(n, error.found);
      }
    }
    return this.holdChunk(last);
  }

  /** Makes the shortage for the refused effects of the last chunk. Releases the chunks that are already held. */
  async shortageOfLast(refused: RefusedIndexes): Promise<Shortage> {
    return this.shortageOf(this.chunks.length - 1, refused);
  }

  /**
   * Sells or releases all chunks that are still held, except the last. Returns the effects of the last, to write with
   * the event.
   */
  async endAllButLast(move: MoveLine): Promise<readonly StockEffect[]> {
    const last = this.chunks.length - 1;
    const { held = [] } = (this.large && await this.stock.markerOf(this.orderId)) || {};
    await this.endChunks(held.filter(n => n !== last), move);
    return this.endChunk(last, move);
  }

  /** Releases what a reservation holds that was never completed, and abandons it, so that it takes nothing any more. */
  async releaseIncomplete(): Promise<void> {
    if (this.large) await this.endChunks((await this.stock.abandon(this.orderId, [])).held, release);
  }

  private async shortageOf(n: number, refused: RefusedIndexes): Promise<Shortage> {
    const lines = this.chunks[n]!.filter((_, index) => refused.has(index));
    if (!this.large) return new Shortage(lines);
    return this.shortageIn(await this.stock.abandon(this.orderId, lines));
  }

  /** Releases what an abandoned reservation still holds. */
  private async shortageIn(marker: ReservationMarker): Promise<Shortage> {
    await this.endChunks(marker.held, release);
    return new Shortage(marker.abandoned!);
  }

  private async endChunks(chunks: readonly number[], move: MoveLine): Promise<void> {
    for (const n of chunks) {
      try {
        await this.stock.change(this.endChunk(n, move));
      } catch (error) {
        // The marker is the last effect, after the chunk's lines. If its condition failed, another run has ended the
        // chunk. Any other failure is a defect.
        if (!(error instanceof ConditionsFailed) || !error.found.has(this.chunks[n]!.length)) throw error;
      }
    }
  }

  private holdChunk(n: number): readonly StockEffect[] {
    return this.chunk(n, hold, {
      type: 'HoldChunk',
      orderId: this.orderId,
      chunk: n,
      isLast: n === this.chunks.length - 1,
    });
  }

  private endChunk(n: number, move: MoveLine): readonly StockEffect[] {
    return this.chunk(n, move, { type: 'EndChunk', orderId: this.orderId, chunk: n });
  }

  private chunk(n: number, move: MoveLine, marker: StockEffect): readonly StockEffect[] {
    const moves = (this.chunks[n] ?? []).map(move);
    return this.large ? [...moves, marker] : moves;
  }

  /** The marker that refused the change of a chunk. Undefined if something else refused it. */
  private markerIn({ found }: ConditionsFailed, n: number): ReservationMarker | undefined {
    return found.get(this.chunks[n]!.length) as ReservationMarker | undefined;
  }
}
