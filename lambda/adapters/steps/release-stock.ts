import { type StepHandler, finishStep } from './step';
import { mergeBySku } from '../../domain/order/stock-lines';
import type { Orders } from '../../orders/orders';
import { release } from '../stock/moves';
import { Reservation } from '../stock/reservation';
import type { Stock } from '../stock/stock';

interface Needs {
  readonly orders: Orders;
  readonly stock: Stock;
}

/** Compensation: releases reserved stock, in one transaction with `StockReleased`. Does nothing if none is reserved. */
export const releaseStock = ({ orders, stock }: Needs): StepHandler => async ({ orderId }) => {
  const outcome = await orders.execute(orderId, { type: 'ReleaseStock' }, {
    effects: async (_, { held }) => new Reservation(stock, orderId, held!).endFirst(release),
  });
  const { order } = outcome.state;
  await new Reservation(stock, orderId, mergeBySku(order!.lines)).endRest(release);
  return finishStep(orderId, outcome);
};
