/** Amazon States Language, as far as the pipeline's workflow uses it, and ways through it. */

export interface Retrier {
  readonly ErrorEquals: string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: string;
}

export interface State {
  readonly Type: 'Task' | 'Choice' | 'Succeed' | 'Fail';
  readonly Next?: string;
  readonly Resource?: string;
  readonly Parameters?: Record<string, string>;
  readonly TimeoutSeconds?: number;
  readonly Retry?: Retrier[];
  readonly Catch?: { readonly ErrorEquals: string[]; readonly ResultPath: string | null; readonly Next: string }[];
  readonly Choices?: { readonly Variable: string; readonly StringEquals: string; readonly Next: string }[];
  readonly Default?: string;
}

export interface Workflow {
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: Record<string, State>;
}

/** Where a state can lead. */
export function targets({ Next, Default, Choices = [], Catch = [] }: State): string[] {
  const names = [Next, Default, ...Choices.map(choice => choice.Next), ...Catch.map(catcher => catcher.Next)];
  return names.filter(name => name !== undefined);
}

/** The states that are entered from one on, where nothing fails; a choice looks at the error that was caught before. */
export function pathAfter({ States }: Workflow, start: string, error?: string): string[] {
  const path: string[] = [];
  for (let name: string | undefined = start; name; name = nextOf(States[name]!, error)) {
    if (path.includes(name)) throw new Error(`${name} comes again after ${path.join(', ')}`);
    path.push(name);
  }
  return path;
}

function nextOf({ Type, Next, Choices = [], Default }: State, error?: string): string | undefined {
  if (Type !== 'Choice') return Next;
  const choice = Choices.find(({ Variable, StringEquals }) => Variable === '$.failure.Error' && StringEquals === error);
  return choice?.Next ?? Default;
}

/** How long a task can take at most: each attempt to its time-out, each wait of each retrier at its longest. */
export function worstSeconds({ TimeoutSeconds = Infinity, Retry = [] }: State): number {
  const retries = Retry.flatMap(longestWaits).map(wait => wait + TimeoutSeconds);
  return TimeoutSeconds + retries.reduce((sum, one) => sum + one, 0);
}

/** The longest wait before each attempt of a retrier, in seconds. */
export const longestWaits = (
  { IntervalSeconds = 1, MaxAttempts, BackoffRate = 2, MaxDelaySeconds = Infinity }: Retrier,
): number[] =>
  Array.from({ length: MaxAttempts }, (_, n) => Math.min(IntervalSeconds * BackoffRate ** n, MaxDelaySeconds));
