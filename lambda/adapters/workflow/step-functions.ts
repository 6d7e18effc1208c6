import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { runName } from './execution-name';
import { mergeBySku } from '../../domain/order/stock-lines';
import type { OrderState } from '../../domain/state/order-state';
import { isFinal } from '../../domain/state/status';
import { CHUNK_SIZE } from '../stock/reservation';

/** How often one order's workflow may be run again under a new name; more failures than this want a person. */
const MAX_RUNS = 50;

/** The workflow of orders, as Step Functions runs it. */
export class StepFunctionsWorkflow {
  constructor(private readonly client: SFNClient, private readonly stateMachineArn: string) {}

  /**
   * Starts the order's workflow unless the log says that it has ended. The name makes a second start harmless; where an
   * execution of that name failed while the order goes on, the next one gets a suffix, so a parked order that is sent
   * again runs again.
   */
  async start(orderId: string, state: OrderState): Promise<string | undefined> {
    if (isDone(state)) return undefined;
    for (let run = 1; run <= MAX_RUNS; run++) {
      const name = runName(orderId, run);
      if (await this.startAs(name, orderId) || await this.goesOnOrHasEnded(name)) return name;
    }
    throw new Error(`order ${orderId} has failed in ${MAX_RUNS} executions; not started again`);
  }

  /** False where the name is taken. */
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

  private async goesOnOrHasEnded(name: string): Promise<boolean> {
    const executionArn = `${this.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const { status } = await this.client.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' || status === 'SUCCEEDED';
  }
}

/**
 * The end of an order of many SKUs is in the log before all of its stock is moved: a run that finds nothing left to do
 * does no harm.
 */
const isDone = ({ status, order }: OrderState): boolean =>
  isFinal(status) && mergeBySku(order!.lines).length <= CHUNK_SIZE;
