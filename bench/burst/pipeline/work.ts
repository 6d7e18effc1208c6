import type { AcceptedInvocation, LambdaAccount } from '../aws/lambda-account';
import type { CallFailure, SdkClient } from '../aws/sdk-client';
import type { SimulationClock } from '../engine/clock';

/** A call of an AWS service. */
export interface ServiceCall {
  readonly client: 'dynamo' | 'stepFunctions';
  /** What the service answers at a time. The SDK retries a failure; it passes `conflict` on to its caller. */
  readonly attempt: (now: number) => CallFailure | 'conflict' | undefined;
  readonly latency: number;
}

/** A wait: for a back-off, or for a service outside AWS. */
export interface Pause {
  readonly pause: number;
}

export type CallResult = CallFailure | 'conflict' | undefined;

/** What a function does: a generator of calls, which gets the result of each. It returns the name of its error. */
export type FunctionWork = Generator<ServiceCall | Pause, string | undefined, CallResult>;

/** What Step Functions reports when a function timed out, and when Lambda refused to run it. */
export const TIMED_OUT = 'Sandbox.Timedout';
export const TOO_MANY_REQUESTS = 'Lambda.TooManyRequestsException';

export interface WorkContext {
  readonly clock: SimulationClock;
  readonly failedCall: number;
}

/** Runs work in an environment until it ends or the function times out, and says when and with which error. */
export function runWork(
  { clock, failedCall }: WorkContext,
  work: FunctionWork,
  { environment }: AcceptedInvocation,
  start: number,
  deadline: number,
  done: (error: string | undefined, time: number) => void,
): void {
  let time = start;
  const end = (error: string | undefined) => (time > deadline ? done(TIMED_OUT, deadline) : done(error, time));
  const resume = (result: CallResult): void => {
    const { done: isDone, value } = work.next(result);
    if (isDone) return end(value);
    if (time > deadline) return end(undefined);
    if ('pause' in value) {
      time += value.pause;
      return clock.at(time, () => resume(undefined));
    }
    // Calls that follow one another within milliseconds are one moment; after a longer time, the clock comes first.
    if (time - clock.now < 0.01) return call(value, environment[value.client], 0);
    return clock.at(time, () => call(value, environment[value.client], 0));
  };
  const call = (service: ServiceCall, client: SdkClient, retry: number, last?: CallFailure): void => {
    const failure = service.attempt(time);
    time += failure === undefined || failure === 'conflict' ? service.latency : failedCall;
    if (failure === undefined) client.succeeded(last);
    if (failure === undefined || failure === 'conflict') return resume(failure);
    const wait = client.waitBefore(retry, failure);
    if (wait === undefined) return resume(failure);
    time += wait;
    if (time > deadline) return end(undefined);
    return clock.at(time, () => call(service, client, retry + 1, failure));
  };
  clock.at(time, () => resume(undefined));
}

/** Invokes a function for one piece of work. Lambda may refuse it. */
export function invokeFor(
  context: WorkContext & { readonly account: LambdaAccount; readonly coldStart: number },
  fn: string,
  timeout: number,
  work: () => FunctionWork,
  done: (error?: string) => void,
): void {
  const { account, clock, coldStart } = context;
  const accepted = account.begin(fn);
  if (!accepted) return done(TOO_MANY_REQUESTS);
  const start = clock.now + (accepted.isCold ? coldStart : 0);
  return runWork(context, work(), accepted, start, start + timeout, (error, time) => clock.at(time, () => {
    account.end(accepted);
    done(error);
  }));
}
