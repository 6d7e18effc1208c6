import { createHash } from 'node:crypto';
import { DescribeExecutionCommand, ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Env } from '../../../src/contract/environment';
import { mergeBySku } from '../../domain/order/stock-lines';
import type { OrderState } from '../../domain/state/order-state';
import { isFinal } from '../../domain/state/status';
import { required } from '../../lib/environment';
import { CHUNK_SIZE } from '../stock/reservation';

const sfn = new SFNClient({});
const stateMachineArn = required(Env.STATE_MACHINE_ARN);
const executionArnPrefix = stateMachineArn.replace(':stateMachine:', ':execution:');

/** How often one order's workflow may be run again under a new name; more failures than this want a person. */
const MAX_RUNS = 50;

/**
 * The execution name of an order: the id where Step Functions allows it, else its hash. Kept short of the 80 characters for a suffix. An id
 * that looks like a hash or a further run is hashed as well, so that no order takes another's name.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const executionName = (orderId: string): string =>
  /^[A-Za-z0-9_-]{1,64}$/.test(orderId) && !/^[0-9a-f]{64}$|-run\d+$/.test(orderId) ? orderId : createHash('sha256').update(orderId).digest('hex');

/**
 * Starts the order's workflow unless the log says that it has ended. The name makes a second start harmless; where an execution of that name
 * failed while the order goes on, the next one gets a suffix, so a parked order that is sent again runs again.
 */
export async function startWorkflow(orderId: string, state: OrderState): Promise<string | undefined> {
  // The end of an order of many SKUs is in the log before all of its stock is moved: a run that finds nothing left to do does no harm.
  const done = isFinal(state.status) && mergeBySku(state.order!.lines).length <= CHUNK_SIZE;
  if (done) return undefined;
  for (let run = 0; run < MAX_RUNS; run++) {
    const name = `${executionName(orderId)}${run === 0 ? '' : `-run${run + 1}`}`;
    try {
      await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ orderId }) }));
      return name;
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
      const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn: `${executionArnPrefix}:${name}` }));
      if (status === 'RUNNING' || status === 'SUCCEEDED') return name;
    }
  }
  throw new Error(`order ${orderId} has failed in ${MAX_RUNS} executions; not started again`);
}
