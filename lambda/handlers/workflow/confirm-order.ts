import { ordersFromEnvironment, stockFromEnvironment } from '../../adapters/from-environment';
import { sell } from '../../adapters/stock/moves';
import { Reservation } from '../../adapters/stock/reservation';
import type { Stock } from '../../adapters/stock/stock';
import { type StepHandler, finishForwardStep } from '../../adapters/workflow/step';
import { mergeBySku } from '../../domain/order/stock-lines';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

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

export const handler = wire(() => {
  const stock = stockFromEnvironment();
  return confirmOrder({ orders: ordersFromEnvironment(stock), stock });
});
