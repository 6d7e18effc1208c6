import { type StepHandler, finishForwardStep } from './step';
import { fold } from '../../domain/fold';
import type { StockEffect } from '../../orders/effects';
import type { Orders, Outcome } from '../../orders/orders';
import { sell } from '../stock/moves';
import { Reservation } from '../stock/reservation';
import type { Stock } from '../stock/stock';

interface Needs {
  readonly orders: Orders;
  readonly stock: Stock;
}

/**
 * Last forward step: sells the reserved stock, in one transaction with `OrderConfirmed`. If the stock is too much for
 * one transaction, `OrderConfirmed` comes first, and the last part of the stock is sold with `StockSold`. The order is
 * final in between, so if that fails, a rerun sells the rest.
 */
export const confirmOrder = (needs: Needs): StepHandler => async ({ orderId }) => {
  const { orders, stock } = needs;
  const confirmed = await orders.execute(orderId, { type: 'ConfirmOrder' }, {
    effects: async (events, state) => (fold(events, state).held ? [] : saleOf(stock, orderId, state)),
  });
  return finishForwardStep(orderId, await sellHeld(needs, orderId, confirmed));
};

async function sellHeld({ orders, stock }: Needs, orderId: string, known: Outcome): Promise<Outcome> {
  const { status, held } = known.state;
  if (status !== 'CONFIRMED' || !held) return known;
  return orders.execute(orderId, { type: 'SellStock' }, {
    known, effects: async (_, state) => saleOf(stock, orderId, state),
  });
}

const saleOf = async (stock: Stock, orderId: string, { held }: Outcome['state']): Promise<readonly StockEffect[]> =>
  new Reservation(stock, orderId, held!).endAllButLast(sell);
