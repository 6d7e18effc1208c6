import type { StoredEvent } from './stored-event';
import type { CommandRecord } from '../domain/commands/record';
import type { StockLine } from '../domain/order/stock-lines';

/** The counters of one SKU between which stock moves. */
export type StockCounter = 'available' | 'reserved' | 'sold';

/** Moves a quantity of one SKU between two counters. Refused if the first counter is lower than the quantity. */
export interface MoveStock {
  readonly type: 'MoveStock';
  readonly line: StockLine;
  readonly from: StockCounter;
  readonly to: StockCounter;
}

/**
 * Records that a chunk of a large reservation is held. With the last chunk, the reservation is complete.
 * Refused if the chunk is already held, or if the reservation is complete or abandoned.
 */
export interface HoldChunk {
  readonly type: 'HoldChunk';
  readonly orderId: string;
  /** From 0. */
  readonly chunk: number;
  readonly isLast: boolean;
}

/** Records that a chunk of a large reservation is sold or released. Refused if the chunk is not held. */
export interface EndChunk {
  readonly type: 'EndChunk';
  readonly orderId: string;
  readonly chunk: number;
}

/** Writes the record of an accepted command of a client. Refused if there is a record with the id of the command. */
export interface RecordCommand {
  readonly type: 'RecordCommand';
  readonly record: StoredEvent<CommandRecord>;
}

/** A change of the stock. */
export type StockEffect = MoveStock | HoldChunk | EndChunk;

/** A change that is written in one transaction with events. It says what changes, not how a store writes it. */
export type Effect = StockEffect | RecordCommand;
