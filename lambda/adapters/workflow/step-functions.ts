import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { runName } from './execution-name';
import { mergeBySku } from '../../domain/order/stock-lines';
import { wasDeclined } from '../../domain/state/money';
import { type OrderState, owesRefund } from '../../domain/state/order-state';
import { isFinal } from '../../domain/state/status';
import { CHUNK_SIZE } from '../stock/reservation';

/** The maximum number of executions of one order. After so many failures, a person has to look at the order. */
const MAX_RUNS = 50;

/** Starts the workflow of orders in Step Functions. */
export class StepFunctionsWorkflow {
  constructor(private readonly client: SFNClient, private readonly stateMachineArn: string) {}

  /**
   * Starts the workflow of an order unless the order has ended. An execution name is unique, so a second start does no
   * harm. If the execution of that name has failed, the next one gets a suffix: a parked order that is sent again runs
   * again. Returns the name of the execution.
   *
   * An order that has ended runs again if it owes a refund: a capture came to light after its cancellation. With
   * `lookAgain`, it also does if its payment was declined: the workflow then asks the provider once more.
   */
  async start(orderId: string, state: OrderState, { lookAgain = false } = {}): Promise<string | undefined> {
    const isLate = owesRefund(state) || (lookAgain && wasDeclined(state));
    if (isDone(state) && !isLate) return undefined;
    for (let run = 1; run <= MAX_RUNS; run++) {
      const name = runName(orderId, run);
      if (await this.startAs(name, orderId)) return name;
      const status = await this.statusOf(name);
      if (status === 'RUNNING' || (status === 'SUCCEEDED' && !isLate)) return name;
    }
    throw new Error(`order ${orderId} has failed in ${MAX_RUNS} executions; not started again`);
  }

  /** Returns false if the name is taken. */
  private async startAs(name: string, orderId: string): Promise<boolean> {
    const { stateMachineArn } = this;
    try {
      await this.client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ orderId }) }));
      return true;
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
      return false;
    }
  }

  private async statusOf(name: string): Promise<string | undefined> {
    const executionArn = `${this.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const { status } = await this.client.send(new DescribeExecutionCommand({ executionArn }));
    return status;
  }
}

/**
 * Whether nothing is left to do for an order. The log records the end of an order of many SKUs before all of its stock
 * is moved, so such an order may run again. A run that finds nothing to do does no harm.
 */
const isDone = ({ status, order }: OrderState): boolean =>
  isFinal(status) && mergeBySku(order!.lines).length <= CHUNK_SIZE;
