import { type RunStepInput, type StepHandler, finishForwardStep, runOf } from './step';
import { AWAITING_PAYMENT } from '../../../src/contract/errors';
import { isUnderway } from '../../domain/state/money/payments';
import { settle } from '../payment/settling/settle';
import type { SettleNeeds } from '../payment/settling/settle-needs';

/** The provider answers later. The run of the workflow ends, and whoever brings the answer starts the next one. */
class AwaitingPayment extends Error {
  override readonly name = AWAITING_PAYMENT;
}

/**
 * Third step: settles the order with the provider. For an order on its way, that means to pay it; for one that was
 * confirmed long ago, to see to an authorization that is about to end. Throws PaymentDeclined after it has recorded
 * that, AwaitingPayment if the provider answers later, and what `settle` throws.
 */
export const takePayment = (needs: SettleNeeds): StepHandler<RunStepInput> => async input => {
  const { orderId } = input;
  const outcome = await settle(needs, orderId, runOf(input));
  const result = finishForwardStep(orderId, outcome);
  if (isUnderway(outcome.state)) throw new AwaitingPayment(`the payment of order ${orderId} is pending`);
  return result;
};
