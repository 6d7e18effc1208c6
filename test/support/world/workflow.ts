import { REVERSES } from './memory-gateway';
import { world } from './world';
import { parkOrder } from '../../../lambda/adapters/steps/park-order';
import type { Order } from '../../../lambda/domain/order/order';
import type { BusinessErrorName } from '../../../src/contract/errors';
import { COMPENSATION, FORWARD_STEPS, SagaStep, type SagaStepName } from '../../../src/contract/saga';
import { stepsIn } from '../steps-in';

/** The steps of the saga, in this world. */
const STEPS = stepsIn(world);
const park = parkOrder(world);

/** What can happen to an order: the steps of the workflow, and what comes from outside. */
export const ACTIONS = {
  place: async (order: Order) => world.orders.place(order, 'message-1'),
  placeAnother: async (order: Order) => ACTIONS.place({ ...order, metadata: { ...order.metadata, note: 'another' } }),
  validate: async ({ orderId }: Order) => STEPS[SagaStep.VALIDATE]({ orderId }),
  reserve: async ({ orderId }: Order) => STEPS[SagaStep.RESERVE]({ orderId }),
  pay: async ({ orderId }: Order) => STEPS[SagaStep.PAY]({ orderId }),
  confirm: async ({ orderId }: Order) => STEPS[SagaStep.CONFIRM]({ orderId }),
  refund: async ({ orderId }: Order) => STEPS[SagaStep.REFUND]({ orderId }),
  release: async ({ orderId }: Order) => STEPS[SagaStep.RELEASE]({ orderId }),
  cancel: async ({ orderId }: Order) => STEPS[SagaStep.CANCEL]({ orderId }),
  park: async ({ orderId }: Order) =>
    park({ orderId, failedStep: 'Any', execution: 'any', startedAt: 'once', failure: { Error: 'Timeout' } }),
  /** The provider tells, unasked, that it captured what it had declined. */
  captureComesToLight: async ({ orderId }: Order) => {
    const { state: { payment } } = await world.orders.loadOrder(orderId);
    const entry = payment && world.gateway.ledger.get(payment.key);
    if (entry?.method !== REVERSES) return;
    entry.outcome = 'captured';
    const command = { type: 'RecordCapture', key: payment!.key, reference: `ref-${payment!.key}` } as const;
    await world.orders.execute(orderId, command, { id: `RecordCapture:${payment!.attempt}` });
  },
  requestCancellation: async ({ orderId }: Order) =>
    world.orders.execute(orderId, { type: 'RequestCancellation', by: 'customer' }),
};
export type Action = keyof typeof ACTIONS;

/**
 * Runs an order through the saga as the state machine does: forward, and back after a business failure. A technical
 * failure parks the order.
 */
export async function run({ orderId }: Order, execution: string): Promise<void> {
  let step: SagaStepName = FORWARD_STEPS[0].name;
  try {
    try {
      for ({ name: step } of FORWARD_STEPS) await STEPS[step]({ orderId });
    } catch (error) {
      const { steps } = COMPENSATION[(error as Error).name as BusinessErrorName] ?? {};
      if (!steps) throw error;
      for (step of steps) await STEPS[step]({ orderId });
    }
  } catch (error) {
    const failure = { Error: (error as Error).name, Cause: (error as Error).message };
    await park({ orderId, failedStep: step, execution, startedAt: 'once', failure });
  }
}
