import { MetricName } from '../../../src/contract/metrics';
import { countFromEnvironment, ordersFromEnvironment } from '../../adapters/from-environment';
import { type StepInput, type StepResult, finishStep } from '../../adapters/workflow/step';
import type { CountMetric } from '../../lib/metrics';
import { wire } from '../../lib/wire';
import type { Orders } from '../../orders/orders';

export interface ParkInput extends StepInput {
  /** The step that failed, the execution in which it did, and what Step Functions says of it. */
  readonly step: string;
  readonly execution: string;
  readonly failure: { readonly Error: string; readonly Cause?: string };
}

export type ParkHandler = (input: ParkInput) => Promise<StepResult>;

interface Needs {
  readonly orders: Orders;
  readonly count: CountMetric;
}

/** How much of a cause is kept: enough for the message, too little for a stack with personal data. */
const CAUSE_KEPT = 300;

/** After a technical failure: records where the order waits, so that it can be found, alarmed on and run again. */
export const parkOrder = ({ orders, count }: Needs): ParkHandler => async ({ orderId, step, execution, failure }) => {
  const command = { type: 'ParkOrder', step, error: failure.Error, cause: errorMessageOf(failure.Cause) } as const;
  const outcome = await orders.execute(orderId, command, { id: `ParkOrder:${execution}` });
  count(MetricName.ORDER_PARKED, { orderId, step, error: failure.Error });
  return finishStep(orderId, outcome);
};

/** A function's failure arrives as JSON with its stack; the message is what helps. */
function errorMessageOf(cause = ''): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return String(errorMessage ?? cause).slice(0, CAUSE_KEPT);
  } catch {
    return cause.slice(0, CAUSE_KEPT);
  }
}

export const handler = wire(() => parkOrder({ orders: ordersFromEnvironment(), count: countFromEnvironment() }));
