import { Env } from '../../../src/contract/environment';
import { orders } from '../../adapters/from-environment';
import { Reservation } from '../../adapters/stock/reservation';
import { release } from '../../adapters/stock/stock-items';
import { type StepInput, type StepResult, finish } from '../../adapters/workflow/step';
import { mergeBySku } from '../../domain/order/stock-lines';
import { dynamodb } from '../../lib/dynamodb';
import { required } from '../../lib/environment';

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
