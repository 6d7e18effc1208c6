import { MetricName } from '../../../src/contract/metrics';
import { orders } from '../../adapters/from-environment';
import { type StepInput, type StepResult, finish } from '../../adapters/workflow/step';
import { count } from '../../lib/metrics';

interface ParkInput extends StepInput {
  /** The step that failed, the execution in which it did, and what Step Functions says of it. */
  readonly step: string;
  readonly execution: string;
  readonly failure: { readonly Error: string; readonly Cause?: string };
}

/** How much of a cause is kept: enough for the message, too little for a stack with personal data. */
const CAUSE_KEPT = 300;

/** After a technical failure: records where the order stands still, so that it can be found, alarmed on and run again. */
export const handler = async ({ orderId, step, execution, failure }: ParkInput): Promise<StepResult> => {
  const command = { type: 'ParkOrder', step, error: failure.Error, cause: messageOf(failure.Cause) } as const;
  const outcome = await orders.execute(orderId, command, { id: `ParkOrder:${execution}` });
  count(MetricName.ORDER_PARKED, { orderId, step, error: failure.Error });
  return finish(orderId, outcome);
};

/** A function's failure arrives as JSON with its stack; the message is what helps. */
function messageOf(cause = ''): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return String(errorMessage ?? cause).slice(0, CAUSE_KEPT);
  } catch {
    return cause.slice(0, CAUSE_KEPT);
  }
}
