import { REVERSES } from './memory-gateway';
import { world } from './world';
import { nameFailure } from '../../../lambda/adapters/steps/failure-name';
import { parkOrder } from '../../../lambda/adapters/steps/park-order';
import type { Order } from '../../../lambda/domain/order/order';
import { AWAITING_PAYMENT, type BusinessErrorName, TechnicalError } from '../../../src/contract/errors';
import { COMPENSATION, FORWARD_STEPS, SagaStep, type SagaStepName } from '../../../src/contract/saga';
import { stepsIn } from '../steps-in';

/** The steps of the saga, in this world. */
const STEPS = stepsIn(world);
const park = parkOrder(world);

/** An execution of which the test does not care which one it is. */
const ANY = { execution: 'any', startedAt: 'once' };

const step = (name: SagaStepName) => async ({ orderId }: Order) => STEPS[name]({ orderId, ...ANY });

/** What can happen to an order: the steps of the workflow, and what comes from outside. */
export const ACTIONS = {
  place: async (order: Order) => world.orders.place(order, 'message-1'),
  placeAnother: async (order: Order) => ACTIONS.place({ ...order, metadata: { ...order.metadata, note: 'another' } }),
  validate: step(SagaStep.VALIDATE),
  reserve: step(SagaStep.RESERVE),
  pay: step(SagaStep.PAY),
  confirm: step(SagaStep.CONFIRM),
  refund: step(SagaStep.REFUND),
  release: step(SagaStep.RELEASE),
  cancel: step(SagaStep.CANCEL),
  park: async ({ orderId }: Order) => park({ orderId, failedStep: 'Any', ...ANY, failure: { Error: 'Timeout' } }),
  /** The provider tells, unasked, that it made a payment which it had declined. */
  captureComesToLight: async ({ orderId }: Order) => {
    const { state: { payments = [] } } = await world.orders.loadOrder(orderId);
    const reversed = payments.find(({ key }) => world.gateway.ledger.get(key)?.method === REVERSES);
    if (!reversed) return;
    world.gateway.makeAfterAll(reversed.key);
    await report(orderId, reversed.key);
  },
  retry: async ({ orderId }: Order) => {
    const { history: { version } } = await world.orders.loadOrder(orderId);
    return world.orders.execute(orderId, { type: 'RequestRetry', by: 'support:jane' }, { id: `RetryOrder:${version}` });
  },
  requestCancellation: async ({ orderId }: Order) =>
    world.orders.execute(orderId, { type: 'RequestCancellation', by: 'customer' }),
};
export type Action = keyof typeof ACTIONS;

/** Somebody brings the news that the provider did what it was asked under a key. */
export async function report(orderId: string, key: string) {
  const authorizedAt = world.now().toISOString();
  const captureBefore = new Date(world.now().getTime() + world.terms.authorizationLife).toISOString();
  const answer = { status: 'succeeded', reference: `simulated-${key}`, authorizedAt, captureBefore } as const;
  return world.orders.execute(orderId, { type: 'RecordAnswer', key, answer }, { id: `Report:${key}` });
}

/** What the state machine tries again at once, as far as it matters here. */
const TRIED_AGAIN: readonly string[] = [TechnicalError.PAYMENT_TRY_AGAIN, TechnicalError.MORE_TO_SETTLE];

/** Runs a step, and tries it again as the state machine does. */
async function tryStep(name: SagaStepName, input: Parameters<(typeof STEPS)[typeof name]>[0]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await STEPS[name](input);
      return;
    } catch (error) {
      if (!TRIED_AGAIN.includes((error as Error).name) || attempt > 5) throw error;
    }
  }
}

/** How a run of the workflow can end: as the state machine does, without an error, or with the error that parked it. */
export type RunEnd = 'Confirmed' | 'Failed' | 'Awaiting' | { readonly parked: string };

/**
 * Runs an order through the saga as the state machine does: forward, and back after a business failure. It ends early
 * if the provider answers later. A technical failure parks the order.
 */
export async function run({ orderId }: Order, execution: string): Promise<RunEnd> {
  const input = { orderId, execution, startedAt: 'once' };
  let name: SagaStepName = FORWARD_STEPS[0].name;
  try {
    try {
      for ({ name } of FORWARD_STEPS) await tryStep(name, input);
      return 'Confirmed';
    } catch (error) {
      const { steps } = COMPENSATION[(error as Error).name as BusinessErrorName] ?? {};
      if (!steps) throw error;
      for (name of steps) await tryStep(name, input);
      return 'Failed';
    }
  } catch (error) {
    if ((error as Error).name === AWAITING_PAYMENT) return 'Awaiting';
    const named = nameFailure(error as Error);
    const failure = { Error: named.name, Cause: named.message };
    await park({ ...input, failedStep: name, failure });
    return { parked: named.name };
  }
}
