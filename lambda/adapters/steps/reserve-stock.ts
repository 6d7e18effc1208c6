import { type StepHandler, finishForwardStep } from './step';
import { mergeBySku } from '../../domain/order/stock-lines';
import { EffectRefused } from '../../orders/event-log';
import type { Orders, Outcome } from '../../orders/orders';
import { Reservation, Shortage } from '../stock/reservation';
import type { Stock } from '../stock/stock';

interface Needs {
  readonly orders: Orders;
  readonly stock: Stock;
}

/**
 * Second step: reserves the stock of all lines. The last (usually the only) part is in one transaction with
 * `StockReserved`. Throws OutOfStock after it has recorded `StockReservationFailed`.
 */
export const reserveStock = (needs: Needs): StepHandler => async ({ orderId }) =>
  finishForwardStep(orderId, await reserve(needs, orderId));

async function reserve({ orders, stock }: Needs, orderId: string): Promise<Outcome> {
  let reservation: Reservation | undefined;
  try {
    return await orders.execute(orderId, { type: 'ReserveStock' }, {
      effects: async (_, { order }) => {
        reservation = new Reservation(stock, orderId, mergeBySku(order!.lines));
        return reservation.holdAllButLast();
      },
    });
  } catch (error) {
    const shortage = error instanceof EffectRefused ? await reservation!.shortageOfLast(error.refused) : error;
    if (!(shortage instanceof Shortage)) throw error;
    return orders.execute(orderId, { type: 'RefuseStock', shortages: shortage.lines });
  }
}
