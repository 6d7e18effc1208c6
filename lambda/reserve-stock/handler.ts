import { Env } from '../../src/contract/environment';
import { mergeBySku } from '../domain/order';
import { EffectRefused } from '../event-store/event-store';
import type { Outcome } from '../event-store/orders';
import { dynamodb } from '../shared/dynamodb';
import { required } from '../shared/environment';
import { orders } from '../shared/orders';
import { type StepInput, type StepResult, finishForward } from '../shared/step';
import { Reservation, Shortage } from '../stock/reservation';

const table = required(Env.STOCK_TABLE);

/** Second step: holds all lines in one transaction with `StockReserved`. Throws OutOfStock after `StockReservationFailed` is recorded. */
export const handler = async ({ orderId }: StepInput): Promise<StepResult> => finishForward(orderId, await reserve(orderId));

async function reserve(orderId: string): Promise<Outcome> {
  let reservation: Reservation | undefined;
  try {
    return await orders.execute(orderId, { type: 'ReserveStock' }, {
      effects: async (_, { order }) => {
        reservation = new Reservation(dynamodb, table, orderId, mergeBySku(order!.lines));
        return reservation.holdAllButLast();
      },
    });
  } catch (error) {
    const shortage = error instanceof EffectRefused ? await reservation!.shortageOfLast(error.found) : error;
    if (!(shortage instanceof Shortage)) throw error;
    return orders.execute(orderId, { type: 'RefuseStock', shortages: shortage.lines });
  }
}
