import { ordersFromEnvironment, stockFromEnvironment } from '../../adapters/from-environment';
import { release } from '../../adapters/stock/moves';
import { Reservation } from '../../adapters/stock/reservation';
import type { Stock } from '../../adapters/stock/stock';
import { type StepHandler, finishStep } from '../../adapters/workflow/step';
import { mergeBySku } from '../../domain/order/stock-lines';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

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

export const handler = wire(() => {
  const stock = stockFromEnvironment();
  return releaseStock({ orders: ordersFromEnvironment(stock), stock });
});
