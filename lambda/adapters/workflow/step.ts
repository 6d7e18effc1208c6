import type { BusinessErrorName } from '../../../src/contract/errors';
import { isPaymentOpen } from '../../domain/state/money';
import type { OrderState } from '../../domain/state/order-state';
import { log } from '../../lib/log';
import type { Outcome } from '../../orders/orders';

/** What the workflow hands to each of its steps. */
export interface StepInput {
  readonly orderId: string;
}

/** A business outcome that ends the way forward; recorded before it is thrown, caught by name in the workflow. */
class BusinessFailure extends Error {
  constructor(override readonly name: BusinessErrorName, orderId: string) {
    super(`order ${orderId}: ${name}`);
  }
}

export interface StepResult {
  readonly status: OrderState['status'];
  readonly version: number;
}

/** A step of the workflow. */
export type StepHandler = (input: StepInput) => Promise<StepResult>;

/** Ends a step: one log line with what became of the order. */
export function finishStep(orderId: string, { state, history: { version }, appended }: Outcome): StepResult {
  log.info(appended ? 'done' : 'nothing to do', { orderId, status: state.status, version });
  return { status: state.status, version };
}

/**
 * Ends a step on the way forward: where the order has failed, throws the business outcome by its name. While the
 * provider may have taken the money, the way leads on to the payment step, which asks what became of it: only then is
 * known what there is to give back.
 */
export function finishForwardStep(orderId: string, outcome: Outcome): StepResult {
  const result = finishStep(orderId, outcome);
  if (outcome.state.failure && !isPaymentOpen(outcome.state)) throw new BusinessFailure(outcome.state.failure, orderId);
  return result;
}
