import type { BusinessErrorName } from '../../../src/contract/errors';
import { isPaymentOpen } from '../../domain/state/money/payments';
import type { OrderState } from '../../domain/state/order-state';
import { CommandRefused } from '../../domain/state/refusal';
import { owesRefund } from '../../domain/state/settled';
import { log } from '../../lib/log';
import type { Orders, Outcome } from '../../orders/orders';
import { MoreToSettle } from '../payment/settling/errors';

/** The input of each step of the workflow. */
export interface StepInput {
  readonly orderId: string;
}

/** The input of a step that records in which run of the workflow it works. */
export interface RunStepInput extends StepInput {
  /** The name of the execution, and when it started. The name may be used again after 90 days. */
  readonly execution: string;
  readonly startedAt: string;
}

/** What distinguishes a run of the workflow from all others, for ever. */
export const runOf = ({ execution, startedAt }: RunStepInput): string => `${execution}:${startedAt}`;

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
 * A compensation after the refund: it cannot go on if money has come to light since. Then nothing is wrong with the
 * order, so it waits for another run, which refunds. Throws MoreToSettle in place of the refusal.
 */
export const afterRefund = (orders: Orders, step: StepHandler): StepHandler => async input => {
  try {
    return await step(input);
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    const { state } = await orders.loadOrder(input.orderId);
    if (!owesRefund(state) && !isPaymentOpen(state)) throw error;
    throw new MoreToSettle(`order ${input.orderId}: money came to light after the refund`);
  }
};

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
