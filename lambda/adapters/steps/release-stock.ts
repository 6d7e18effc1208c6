import { type StepHandler, afterRefund, finishStep } from './step';
import { mergeBySku } from '../../domain/order/stock-lines';
import { wasReserved } from '../../domain/state/goods';
import type { Orders } from '../../orders/orders';
import { release } from '../stock/moves';
import { Reservation } from '../stock/reservation';
import type { Stock } from '../stock/stock';

interface Needs {
  readonly orders: Orders;
  readonly stock: Stock;
}

/**
 * Compensation: releases reserved stock, the last (usually the only) part in one transaction with `StockReleased`. If
 * the order failed before all of its stock was reserved, releases the parts that are, and records nothing. The order is
 * cancelled only after this step, so it has not ended while it holds stock.
 */
export const releaseStock = ({ orders, stock }: Needs): StepHandler => afterRefund(orders, async ({ orderId }) => {
  const outcome = await orders.execute(orderId, { type: 'ReleaseStock' }, {
    effects: async (_, { held }) => new Reservation(stock, orderId, held!).endAllButLast(release),
  });
  const { state } = outcome;
  // From the failure on, no reservation can be completed: the log refuses `StockReserved`.
  if (state.failure && !wasReserved(state)) {
    await new Reservation(stock, orderId, mergeBySku(state.order!.lines)).releaseIncomplete();
  }
  return finishStep(orderId, outcome);
});
