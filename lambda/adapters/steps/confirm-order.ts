import { type StepHandler, finishForwardStep } from './step';
import { mergeBySku } from '../../domain/order/stock-lines';
import type { Orders } from '../../orders/orders';
import { sell } from '../stock/moves';
import { Reservation } from '../stock/reservation';
import type { Stock } from '../stock/stock';

interface Needs {
  readonly orders: Orders;
  readonly stock: Stock;
}

/** Last forward step: sells the reserved stock, in one transaction with `OrderConfirmed`. */
export const confirmOrder = ({ orders, stock }: Needs): StepHandler => async ({ orderId }) => {
  const outcome = await orders.execute(orderId, { type: 'ConfirmOrder' }, {
    effects: async (_, { held }) => new Reservation(stock, orderId, held!).endFirst(sell),
  });
  const { status, order } = outcome.state;
  if (status === 'CONFIRMED') await new Reservation(stock, orderId, mergeBySku(order!.lines)).endRest(sell);
  return finishForwardStep(orderId, outcome);
};
