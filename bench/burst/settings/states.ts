import type { TemplatePart } from './template';

/** The states of a state machine, as far as the bench runs them. */
export type MachineState = TaskState | ChoiceState | EndState;

export interface TaskState {
  readonly kind: 'task';
  readonly name: string;
  /** The logical id of the function that the state invokes. */
  readonly fn: string;
  /** In seconds. */
  readonly timeout: number;
  readonly retriers: readonly StateRetrier[];
  readonly catchers: readonly Catcher[];
  readonly next: string;
}

export interface StateRetrier {
  readonly errors: readonly string[];
  readonly maxAttempts: number;
  /** In seconds, as is `maxDelay`. */
  readonly interval: number;
  readonly rate: number;
  readonly maxDelay: number;
  /** Whether a wait is a random time up to its maximum. */
  readonly hasJitter: boolean;
}

interface Catcher {
  readonly errors: readonly string[];
  /** Whether the states that follow can read the error. */
  readonly keepsError: boolean;
  readonly next: string;
}

/** Chooses by the name of the error that was caught. */
export interface ChoiceState {
  readonly kind: 'choice';
  readonly nextByError: ReadonlyMap<string, string>;
  readonly otherwise: string;
}

export interface EndState {
  readonly kind: 'succeed' | 'fail';
}

/** Where a workflow keeps the error that it caught. */
const CAUGHT_ERROR = /^\$\.\w+\.Error$/;

/** Reads a state of the definition. Throws for what the bench cannot run, so that no change goes by unnoticed. */
export function readState(name: string, state: TemplatePart): MachineState {
  const type = state.text('Type');
  switch (type) {
    case 'Task': return readTask(name, state);
    case 'Choice': return readChoice(name, state);
    case 'Succeed': return { kind: 'succeed' };
    case 'Fail': return { kind: 'fail' };
    default: throw new Error(`the state ${name} is of type ${type}; the bench runs Task, Choice, Succeed and Fail`);
  }
}

function readTask(name: string, state: TemplatePart): TaskState {
  return {
    kind: 'task',
    name,
    fn: state.text('Resource'),
    timeout: state.number('TimeoutSeconds'),
    retriers: innerParts(state, 'Retry').map(readRetrier),
    catchers: innerParts(state, 'Catch').map(catcher => ({
      errors: catcher.list('ErrorEquals') as string[],
      keepsError: catcher.optional('ResultPath') !== null,
      next: catcher.text('Next'),
    })),
    next: state.text('Next'),
  };
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html for the defaults */
function readRetrier(retrier: TemplatePart): StateRetrier {
  return {
    errors: retrier.list('ErrorEquals') as string[],
    maxAttempts: retrier.optionalNumber('MaxAttempts') ?? 3,
    interval: retrier.optionalNumber('IntervalSeconds') ?? 1,
    rate: retrier.optionalNumber('BackoffRate') ?? 2,
    maxDelay: retrier.optionalNumber('MaxDelaySeconds') ?? Infinity,
    hasJitter: retrier.optional('JitterStrategy') === 'FULL',
  };
}

function readChoice(name: string, state: TemplatePart): ChoiceState {
  const choices = innerParts(state, 'Choices').map(choice => {
    const variable = choice.text('Variable');
    if (CAUGHT_ERROR.test(variable)) return [choice.text('StringEquals'), choice.text('Next')] as const;
    throw new Error(`the state ${name} looks at ${variable}; the bench knows the name of an error alone`);
  });
  return { kind: 'choice', nextByError: new Map(choices), otherwise: state.text('Default') };
}

const innerParts = (state: TemplatePart, path: string): TemplatePart[] =>
  state.list(path).map((values, index) => state.part(values, `${path} ${index}`));
