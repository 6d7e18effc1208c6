import { nameFailure } from './failure-name';
import type { StepHandler, StepInput } from './step';
import { AWAITING_PAYMENT, BusinessError } from '../../../src/contract/errors';
import { MetricName, STEP_DIMENSION } from '../../../src/contract/metrics';
import { log } from '../../lib/log';
import type { CountMetric } from '../../lib/metrics';

/** What the state machine sends to a function: the step to run, and the input of this step. */
export type StepRequest<Name extends string, Input extends StepInput = StepInput> = Input & { readonly step: Name };

/** The handler of a function that runs several steps. */
export type StepFunction<Name extends string, Input extends StepInput = StepInput> =
  StepHandler<StepRequest<Name, Input>>;

/**
 * Runs the step that the state machine names. Every log line has the key `step`. A technical failure is counted by
 * step, since the metrics of Lambda show the whole function only. An outcome of the business is no failure.
 *
 * Throws errors by whose names the workflow can tell a defect from a failure that passes.
 */
export function runSteps<Name extends string, Input extends StepInput>(
  steps: Readonly<Record<Name, StepHandler<Input>>>, count: CountMetric,
): StepFunction<Name, Input> {
  return async request => {
    const { step, orderId } = request;
    log.appendKeys({ [STEP_DIMENSION]: step });
    if (!Object.hasOwn(steps, step)) {
      throw new Error(`step is ${JSON.stringify(step)}; allowed: ${Object.keys(steps).join(', ')}`);
    }
    try {
      return await steps[step](request);
    } catch (thrown) {
      if (isBusinessOutcome(thrown as Error)) throw thrown;
      const error = nameFailure(thrown as Error);
      log.error('step failed', { orderId, error });
      count(MetricName.STEP_FAILED, { orderId, error: error.name }, { [STEP_DIMENSION]: step });
      throw error;
    }
  };
}

const isBusinessOutcome = ({ name }: Error): boolean =>
  name === AWAITING_PAYMENT || Object.values<string>(BusinessError).includes(name);
