import { MetricName } from '../../../src/contract/metrics';
import { countFromEnvironment, ordersFromEnvironment } from '../../adapters/from-environment';
import { type StepInput, type StepResult, finishStep } from '../../adapters/workflow/step';
import type { CountMetric } from '../../lib/metrics';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

export interface ParkInput extends StepInput {
  /** The step that failed, the execution in which it failed, and the error that Step Functions reports. */
  readonly step: string;
  readonly execution: string;
  readonly failure: { readonly Error: string; readonly Cause?: string };
}

export type ParkHandler = (input: ParkInput) => Promise<StepResult>;

interface Needs {
  readonly orders: Orders;
  readonly count: CountMetric;
}

/** How many characters of a cause are recorded: enough for the message, and not a whole stack with personal data. */
const CAUSE_KEPT = 300;

/** Records a technical failure, so that an alarm goes off and an operator can find the order and rerun it. */
export const parkOrder = ({ orders, count }: Needs): ParkHandler => async ({ orderId, step, execution, failure }) => {
  const command = { type: 'ParkOrder', step, error: failure.Error, cause: errorMessageOf(failure.Cause) } as const;
  const outcome = await orders.execute(orderId, command, { id: `ParkOrder:${execution}` });
  count(MetricName.ORDER_PARKED, { orderId, step, error: failure.Error });
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

export const handler = wire(() => parkOrder({ orders: ordersFromEnvironment(), count: countFromEnvironment() }));
