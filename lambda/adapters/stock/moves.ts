import type { StockLine } from '../../domain/order/stock-lines';
import type { MoveStock } from '../../orders/effects';

/** Makes the effect that moves the stock of a line. */
export type MoveLine = (line: StockLine) => MoveStock;

export const hold: MoveLine = line => ({ type: 'MoveStock', line, from: 'available', to: 'reserved' });
export const release: MoveLine = line => ({ type: 'MoveStock', line, from: 'reserved', to: 'available' });
export const sell: MoveLine = line => ({ type: 'MoveStock', line, from: 'reserved', to: 'sold' });
