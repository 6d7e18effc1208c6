import { Env } from '../../src/contract/environment';
import { mergeBySku } from '../domain/order';
import { dynamodb } from '../shared/dynamodb';
import { required } from '../shared/environment';
import { orders } from '../shared/orders';
import { type StepInput, type StepResult, finish } from '../shared/step';
import { Reservation } from '../stock/reservation';
import { release } from '../stock/stock-items';

const table = required(Env.STOCK_TABLE);

/** Compensation: gives back what is held, in one transaction with `StockReleased`. Nothing held, nothing done. */
export const handler = async ({ orderId }: StepInput): Promise<StepResult> => {
  const outcome = await orders.execute(orderId, { type: 'ReleaseStock' }, {
    effects: async (_, { held }) => new Reservation(dynamodb, table, orderId, held!).endFirst(release),
  });
  const { order } = outcome.state;
  await new Reservation(dynamodb, table, orderId, mergeBySku(order!.lines)).endRest(release);
  return finish(orderId, outcome);
};
