/** How an execution stands that was asked to start. `closed`: an execution of this name has ended before. */
export type Begun = 'started' | 'running' | 'closed';

/** The end of an execution, or that it still runs. */
export interface ExecutionState {
  readonly status: string;
  /** The name of the error with which it failed. */
  readonly error?: string;
}

/** An execution that failed, timed out or was aborted, and its order. */
export interface FailedExecution {
  readonly name: string;
  readonly orderId: string;
}

/** The executions of the workflow. */
export interface Executions {
  /** Starts an execution. A name is used once, so that a second start under the same name does nothing. */
  begin(name: string, orderId: string): Promise<Begun>;

  /** Undefined if there is no execution of this name. */
  describe(name: string): Promise<ExecutionState | undefined>;

  /** The executions that failed, timed out or were aborted after a time. An order may have several. */
  failedSince(time: Date): AsyncIterable<FailedExecution>;
}
