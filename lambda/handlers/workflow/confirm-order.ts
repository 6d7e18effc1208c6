import { Env } from '../../../src/contract/environment';
import { orders } from '../../adapters/from-environment';
import { Reservation } from '../../adapters/stock/reservation';
import { sell } from '../../adapters/stock/stock-items';
import { type StepInput, type StepResult, finishForward } from '../../adapters/workflow/step';
import { mergeBySku } from '../../domain/order/stock-lines';
import { dynamodb } from '../../lib/dynamodb';
import { required } from '../../lib/environment';

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
