import type { BusinessErrorName } from '../../../src/contract/errors';
import { isPaymentOpen } from '../../domain/state/money';
import type { OrderState } from '../../domain/state/order-state';
import { log } from '../../lib/log';
import type { Outcome } from '../../orders/orders';

/** The input of each step of the workflow. */
export interface StepInput {
  readonly orderId: string;
}

/** A business outcome that stops the forward steps. A step records and throws it; the workflow catches it by name. */
class BusinessFailure extends Error {
  constructor(override readonly name: BusinessErrorName, orderId: string) {
    super(`order ${orderId}: ${name}`);
  }
}

export interface StepResult {
  readonly status: OrderState['status'];
  readonly version: number;
}

/** A step of the workflow. The state machine may run it any number of times. */
export type StepHandler<Input extends StepInput = StepInput> = (input: Input) => Promise<StepResult>;

/** Ends a step. Writes one log line with the status of the order. */
export function finishStep(orderId: string, { state, history: { version }, appended }: Outcome): StepResult {
  log.info(appended ? 'done' : 'nothing to do', { orderId, status: state.status, version });
  return { status: state.status, version };
}

/**
 * Ends a forward step. If the order has failed, throws the business outcome by its name. It does not throw while the
 * outcome of a charge is unknown: then the workflow goes on to the payment step, which asks the provider. Only after
 * that is it known what to refund.
 */
export function finishForwardStep(orderId: string, outcome: Outcome): StepResult {
  const result = finishStep(orderId, outcome);
  if (outcome.state.failure && !isPaymentOpen(outcome.state)) throw new BusinessFailure(outcome.state.failure, orderId);
  return result;
}
