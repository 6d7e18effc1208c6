import { Env } from '../../../src/contract/environment';
import { orders } from '../../adapters/from-environment';
import { Reservation, Shortage } from '../../adapters/stock/reservation';
import { type StepInput, type StepResult, finishForward } from '../../adapters/workflow/step';
import { mergeBySku } from '../../domain/order/stock-lines';
import { dynamodb } from '../../lib/dynamodb';
import { required } from '../../lib/environment';
import { EffectRefused } from '../../orders/dynamo-event-log';
import type { Outcome } from '../../orders/orders';

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
