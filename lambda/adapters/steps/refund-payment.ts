import { type RunStepInput, type StepHandler, finishStep, runOf } from './step';
import { settle } from '../payment/settling/settle';
import type { SettleNeeds } from '../payment/settling/settle-needs';

/**
 * Compensation: settles the failed order with the provider. That gives back all money that it has taken or holds, and
 * stops a payment that is pending. It does not wait for the answer to a refund that the provider has taken up. Throws
 * what `settle` throws.
 */
export const refundPayment = (needs: SettleNeeds): StepHandler<RunStepInput> => async input =>
  finishStep(input.orderId, await settle(needs, input.orderId, runOf(input)));
