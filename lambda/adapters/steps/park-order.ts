import { type RunStepInput, type StepHandler, finishStep, runOf } from './step';
import { MetricName } from '../../../src/contract/metrics';
import type { CountMetric } from '../../lib/metrics';
import type { Orders } from '../../orders/orders';
import { parkingId } from '../../orders/standing/parkings';

export interface ParkInput extends RunStepInput {
  readonly failedStep: string;
  /** The error that Step Functions reports. */
  readonly failure: { readonly Error: string; readonly Cause?: string };
}

interface Needs {
  readonly orders: Orders;
  readonly count: CountMetric;
}

/** How many characters of a cause are recorded: enough for the message, and not a whole stack with personal data. */
const CAUSE_KEPT = 300;

/**
 * Records a technical failure, so that an alarm goes off and an operator can find the order and rerun it. An execution
 * parks its order once. The name of an execution may be used again after 90 days, so the start is part of the id.
 */
export const parkOrder = ({ orders, count }: Needs): StepHandler<ParkInput> => async input => {
  const { orderId, failedStep, failure } = input;
  const command = {
    type: 'ParkOrder', step: failedStep, error: failure.Error, cause: errorMessageOf(failure.Cause),
  } as const;
  const outcome = await orders.execute(orderId, command, { id: parkingId(runOf(input)) });
  // An order for which nothing is left to do is not parked.
  if (outcome.state.parked) count(MetricName.ORDER_PARKED, { orderId, failedStep, error: failure.Error });
  return finishStep(orderId, outcome);
};

/** The message of a cause. The cause of a function's failure is JSON with a message and a stack. */
function errorMessageOf(cause = ''): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return String(errorMessage ?? cause).slice(0, CAUSE_KEPT);
  } catch {
    return cause.slice(0, CAUSE_KEPT);
  }
}
