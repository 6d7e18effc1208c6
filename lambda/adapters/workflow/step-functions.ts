import {
  DescribeExecutionCommand, ExecutionAlreadyExists, ExecutionDoesNotExist, type ExecutionListItem, ExecutionStatus,
  type SFNClient, StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { orderIdOfExecution } from './execution-name';
import { executionPages } from './execution-pages';
import type { Begun, ExecutionState, Executions, FailedExecution } from './executions';
import { isServiceFault } from '../../lib/flow/service-fault';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';

/**
 * Step Functions answers the start of a running execution as if it had started it, but with the time at which that one
 * began. An execution that began longer ago than this was running already. Clocks of AWS differ by far less.
 */
const JUST_STARTED_MS = 2_000;

/** The ends of an execution that has not brought its order to an end. */
const FAILURES = [ExecutionStatus.FAILED, ExecutionStatus.TIMED_OUT, ExecutionStatus.ABORTED];

/**
 * The most pages of one status. The quota of ListExecutions is a bucket of 100 calls and 2 more per second for the
 * whole account; in us-east-1, us-west-2 and eu-west-1, it is 200 and 5. So a look at the three statuses uses up to 30
 * calls at once, while the intake uses one per second.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const MAX_PAGES = 10;

/**
 * The most executions that one look asks for the ids of their orders, because their names are hashes. The quota of
 * DescribeExecution is a bucket of 250 calls and 10 more per second for the whole account; in us-east-1, us-west-2 and
 * eu-west-1, it is 300 and 15. So a look leaves half of the bucket to others. What it leaves out is usually in the
 * order view.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const MAX_DESCRIBED = 100;

export interface StepFunctionsOptions extends Pick<System, 'now'> {
  readonly client: SFNClient;
  readonly stateMachineArn: string;
}

/** A look at the failed executions: how many it may still describe, and how many it has left out. */
interface Look {
  toDescribe: number;
  leftOut: number;
}

/** The executions of a state machine in Step Functions. */
export class StepFunctionsExecutions implements Executions {
  constructor(private readonly options: StepFunctionsOptions) {}

  async begin(name: string, orderId: string): Promise<Begun> {
    const { client, stateMachineArn, now } = this.options;
    const asked = now().getTime();
    try {
      const input = JSON.stringify({ orderId });
      const { startDate } = await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      return startDate && startDate.getTime() < asked - JUST_STARTED_MS ? 'running' : 'started';
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
      return 'closed';
    }
  }

  async describe(name: string): Promise<ExecutionState | undefined> {
    try {
      const { status, error } = await this.execution(this.arnOf(name));
      return { status: status!, error };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  async* failedSince(time: Date): AsyncGenerator<FailedExecution> {
    const look: Look = { toDescribe: MAX_DESCRIBED, leftOut: 0 };
    for (const status of FAILURES) {
      for await (const execution of this.list(status)) {
        if (execution.stopDate && execution.stopDate < time) continue;
        const name = execution.name!;
        const orderId = orderIdOfExecution(name) ?? await this.orderIdIn(execution, look);
        if (orderId !== undefined) yield { name, orderId };
      }
    }
    const { leftOut } = look;
    if (leftOut > 0) log.warn('failed executions were left out', { leftOut });
  }

  /** The executions of a status, the one that was started last first. */
  private async* list(status: ExecutionStatus): AsyncGenerator<ExecutionListItem> {
    let pages = 0;
    for await (const page of executionPages({ ...this.options, status })) {
      yield* page;
      if (++pages >= MAX_PAGES) return;
    }
  }

  /** The id of the order of an execution. Undefined if it cannot be found out now: the next look asks again. */
  private async orderIdIn({ executionArn }: ExecutionListItem, look: Look): Promise<string | undefined> {
    try {
      if (look.toDescribe-- > 0) {
        const { input } = await this.execution(executionArn!);
        return (JSON.parse(input!) as { orderId: string }).orderId;
      }
    } catch (error) {
      log.warn('an execution cannot be described', { executionArn, error: error as Error });
      // It took seconds, and so would the next ones.
      if (isServiceFault(error)) look.toDescribe = 0;
    }
    look.leftOut++;
    return undefined;
  }

  private async execution(executionArn: string) {
    return this.options.client.send(new DescribeExecutionCommand({ executionArn }));
  }

  private arnOf(name: string): string {
    return `${this.options.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  }
}
