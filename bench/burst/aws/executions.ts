import type { RegionQuotas } from './quotas';
import type { Chance } from '../engine/chance';
import type { SimulationClock } from '../engine/clock';
import { longestDelay } from '../engine/delay';
import { TokenBucket } from '../engine/token-bucket';
import type { MachineSettings } from '../settings/settings';
import type { StateRetrier, TaskState } from '../settings/states';

export type ExecutionEnd = 'succeeded' | 'failed' | 'timed out';

/** A running execution. */
export interface Execution<O> {
  readonly order: O;
  readonly startedAt: number;
  /** Whether it is a later run of its order. */
  readonly isRerun: boolean;
  /** The name of the error that the workflow has caught and kept. */
  caught?: string;
}

export interface ExecutionsOptions<O> {
  readonly clock: SimulationClock;
  readonly chance: Chance;
  readonly machine: MachineSettings;
  readonly quotas: RegionQuotas;
  /** Invokes the function of a state. It calls back with the name of the error if there was one. */
  readonly invoke: (state: TaskState, execution: Execution<O>, done: (error?: string) => void) => void;
  readonly onEnd: (execution: Execution<O>, end: ExecutionEnd) => void;
}

/** A Standard state machine: it runs the definition of the template under the quotas of a region. */
export class SimulatedExecutions<O> {
  public running = 0;
  /** Those of them that are later runs of their orders. */
  public reruns = 0;
  public transitions = 0;
  public retries = 0;
  public refusedStarts = 0;
  private readonly startBucket: TokenBucket;
  private readonly transitionBucket: TokenBucket;

  constructor(private readonly options: ExecutionsOptions<O>) {
    this.startBucket = new TokenBucket(options.quotas.startExecution);
    this.transitionBucket = new TokenBucket(options.quotas.stateTransition);
  }

  /** StartExecution. Returns false if Step Functions refuses the call: `ThrottlingException`. */
  public start(order: O, isRerun: boolean): boolean {
    const { clock, machine } = this.options;
    if (!this.startBucket.take(clock.now)) {
      this.refusedStarts++;
      return false;
    }
    this.running++;
    if (isRerun) this.reruns++;
    this.enter({ order, startedAt: clock.now, isRerun }, machine.start);
    return true;
  }

  /** StartExecution under the name of an execution that runs. It starts nothing, and counts as a call all the same. */
  public startAgain(): boolean {
    if (this.startBucket.take(this.options.clock.now)) return true;
    this.refusedStarts++;
    return false;
  }

  /** A transition over the quota is not refused: it waits. */
  private transition(execution: Execution<O>, wait: number, next: () => void): void {
    const { clock, machine } = this.options;
    const deadline = execution.startedAt + machine.timeout;
    if (clock.now + wait > deadline) return clock.at(deadline, () => this.end(execution, 'timed out'));
    return clock.after(wait, () => {
      this.transitions++;
      const time = this.transitionBucket.reserve(clock.now);
      if (time > deadline) clock.at(deadline, () => this.end(execution, 'timed out'));
      else if (time > clock.now) clock.at(time, next);
      else next();
    });
  }

  private enter(execution: Execution<O>, name: string): void {
    this.transition(execution, 0, () => {
      const state = this.options.machine.states.get(name);
      if (!state) throw new Error(`the workflow has no state ${name}`);
      switch (state.kind) {
        case 'task': return this.run(execution, state, state.retriers.map(() => 0));
        case 'choice': return this.enter(execution, state.nextByError.get(execution.caught ?? '') ?? state.otherwise);
        case 'succeed': return this.end(execution, 'succeeded');
        case 'fail': return this.end(execution, 'failed');
      }
    });
  }

  private run(execution: Execution<O>, state: TaskState, used: number[]): void {
    const { clock, invoke } = this.options;
    const startedAt = clock.now;
    invoke(state, execution, failure => {
      const error = clock.now - startedAt > state.timeout ? 'States.Timeout' : failure;
      if (error === undefined) return this.enter(execution, state.next);
      const index = state.retriers.findIndex(({ errors }) => matches(errors, error));
      const retrier = state.retriers[index];
      if (retrier && used[index]! < retrier.maxAttempts) {
        this.retries++;
        const wait = this.waitOf(retrier, used[index]!++);
        return this.transition(execution, wait, () => this.run(execution, state, used));
      }
      const catcher = state.catchers.find(({ errors }) => matches(errors, error));
      if (!catcher) return this.end(execution, 'failed');
      if (catcher.keepsError) execution.caught = error;
      return this.enter(execution, catcher.next);
    });
  }

  private waitOf(retrier: StateRetrier, retry: number): number {
    const longest = longestDelay(retrier, retry);
    return retrier.hasJitter ? longest * this.options.chance.next() : longest;
  }

  private end(execution: Execution<O>, end: ExecutionEnd): void {
    this.running--;
    if (execution.isRerun) this.reruns--;
    this.options.onEnd(execution, end);
  }
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
function matches(errors: readonly string[], error: string): boolean {
  if (errors.includes(error) || errors.includes('States.ALL')) return true;
  return error !== 'States.Timeout' && errors.includes('States.TaskFailed');
}
