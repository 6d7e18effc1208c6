import { Env } from '../../src/contract/environment';
import { mergeBySku } from '../domain/order';
import { dynamodb } from '../shared/dynamodb';
import { required } from '../shared/environment';
import { orders } from '../shared/orders';
import { type StepInput, type StepResult, finishForward } from '../shared/step';
import { Reservation } from '../stock/reservation';
import { sell } from '../stock/stock-items';

const table = required(Env.STOCK_TABLE);

/** Last step forward: sells what is held, in one transaction with `OrderConfirmed`. */
export const handler = async ({ orderId }: StepInput): Promise<StepResult> => {
  const outcome = await orders.execute(orderId, { type: 'ConfirmOrder' }, {
    effects: async (_, { held }) => new Reservation(dynamodb, table, orderId, held!).endFirst(sell),
  });
  const { status, order } = outcome.state;
  if (status === 'CONFIRMED') await new Reservation(dynamodb, table, orderId, mergeBySku(order!.lines)).endRest(sell);
  return finishForward(orderId, outcome);
};
