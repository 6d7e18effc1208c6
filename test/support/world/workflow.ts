import { world } from './world';
import type { Order } from '../../../lambda/domain/order/order';
import { cancelOrder } from '../../../lambda/handlers/workflow/cancel-order';
import { confirmOrder } from '../../../lambda/handlers/workflow/confirm-order';
import { parkOrder } from '../../../lambda/handlers/workflow/park-order';
import { refundPayment } from '../../../lambda/handlers/workflow/refund-payment';
import { releaseStock } from '../../../lambda/handlers/workflow/release-stock';
import { reserveStock } from '../../../lambda/handlers/workflow/reserve-stock';
import { takePayment } from '../../../lambda/handlers/workflow/take-payment';
import { validateOrder } from '../../../lambda/handlers/workflow/validate-order';
import { digestOf } from '../../../lambda/lib/digest';
import { BusinessError } from '../../../src/contract/errors';

const validate = validateOrder(world);
const reserve = reserveStock(world);
const pay = takePayment(world);
const confirm = confirmOrder(world);
const refund = refundPayment(world);
const release = releaseStock(world);
const cancel = cancelOrder(world);
const park = parkOrder(world);

/** What can happen to an order: the steps of the workflow, and what comes from outside. */
export const ACTIONS = {
  place: async (order: Order) =>
    world.orders.execute(
      order.orderId,
      { type: 'PlaceOrder', order, digest: digestOf(order) },
      { id: `PlaceOrder:${digestOf(order)}` },
    ),
  placeAnother: async (order: Order) => ACTIONS.place({ ...order, metadata: { ...order.metadata, note: 'another' } }),
  validate: async ({ orderId }: Order) => validate({ orderId }),
  reserve: async ({ orderId }: Order) => reserve({ orderId }),
  pay: async ({ orderId }: Order) => pay({ orderId }),
  confirm: async ({ orderId }: Order) => confirm({ orderId }),
  refund: async ({ orderId }: Order) => refund({ orderId }),
  release: async ({ orderId }: Order) => release({ orderId }),
  cancel: async ({ orderId }: Order) => cancel({ orderId }),
  park: async ({ orderId }: Order) => park({ orderId, step: 'Any', execution: 'any', failure: { Error: 'Timeout' } }),
  requestCancellation: async ({ orderId }: Order) =>
    world.orders.execute(orderId, { type: 'RequestCancellation', by: 'customer' }),
};
export type Action = keyof typeof ACTIONS;

const FORWARD = ['validate', 'reserve', 'pay', 'confirm'] as const;
const COMPENSATION: Record<string, readonly ('refund' | 'release' | 'cancel')[]> = {
  [BusinessError.ORDER_REJECTED]: [],
  [BusinessError.OUT_OF_STOCK]: ['cancel'],
  [BusinessError.PAYMENT_DECLINED]: ['release', 'cancel'],
  [BusinessError.CANCELLATION_REQUESTED]: ['refund', 'release', 'cancel'],
};

/**
 * Runs an order through the steps as the state machine does: forward, on a business failure back, on a technical
 * failure to its parking place.
 */
export async function run(order: Order, execution: string): Promise<void> {
  let step: Action = 'validate';
  try {
    try {
      for (step of FORWARD) await ACTIONS[step](order);
    } catch (error) {
      const back = COMPENSATION[(error as Error).name];
      if (!back) throw error;
      for (step of back) await ACTIONS[step](order);
    }
  } catch (error) {
    await park({
      orderId: order.orderId,
      step,
      execution,
      failure: { Error: (error as Error).name, Cause: (error as Error).message },
    });
  }
}
