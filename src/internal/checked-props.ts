import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';

/** A prop has a wrong value. Every such message has the same form: prop, value received, what is allowed. */
class InvalidProp extends Error {
  constructor(readonly prop: string, readonly problem: string) {
    super(`${prop} ${problem}`);
  }
}

/** Makes the error for a wrong value. `where` says more about it, such as which construct has the value. */
export function invalid(name: string, received: unknown, allowed: string, where = ''): Error {
  const value = typeof received === 'number' ? received : JSON.stringify(received);
  return new InvalidProp(name, `is ${value}${where}; allowed: ${allowed}`);
}

/** What an error says about a value that should be of a class of CDK or of this library. */
export function receivedValue(value: unknown): unknown {
  if (typeof value === 'function') return 'a function of JavaScript';
  const isObject = typeof value === 'object' && value !== null;
  return isObject ? `an object of the class ${value.constructor?.name}` : value;
}

/**
 * Makes a stage from the options that a user has set in an option of the pipeline, such as `intake`. The error for a
 * wrong value then names the path that the user wrote: `intake.maxConcurrency`.
 */
export function inOption<Stage>(option: string, make: () => Stage): Stage {
  try {
    return make();
  } catch (error) {
    throw error instanceof InvalidProp ? new InvalidProp(`${option}.${error.prop}`, error.problem) : error;
  }
}

/** Checks the removal policy of a table. Throws for `SNAPSHOT`, which CDK accepts but CloudFormation refuses. */
export function tableRemovalPolicy(policy: RemovalPolicy): RemovalPolicy {
  if (policy !== RemovalPolicy.SNAPSHOT) return policy;
  const allowed = Object.keys(RemovalPolicy).filter(name => name !== 'SNAPSHOT');
  throw invalid('removalPolicy', 'SNAPSHOT', allowed.join(', '));
}

/** Checks a whole number against its limits. Tokens are not checked. */
export function checkedWholeNumber(name: string, value: number, [min, max]: readonly [number, number]): number {
  if (Token.isUnresolved(value) || (Number.isInteger(value) && value >= min && value <= max)) return value;
  throw invalid(name, value, `a whole number from ${min} to ${max.toLocaleString('en-GB')}`);
}

/** Checks a value against the values of an enum. JavaScript can pass any other. */
export function checkedEnum<Value extends string>(name: string, value: Value, allowed: Record<string, Value>): Value {
  if (Object.values(allowed).includes(value)) return value;
  throw invalid(name, value, Object.values(allowed).join(', '));
}

/**
 * Checks a duration against its limits, and returns it in seconds. Tokens are not checked. JavaScript can pass anything
 * else than a duration.
 */
export function checkedSeconds(name: string, value: Duration, [min, max]: readonly [Duration, Duration]): number {
  const isDuration = typeof value?.toSeconds === 'function';
  const seconds = isDuration ? value.toSeconds({ integral: false }) : NaN;
  const isAllowed = Number.isInteger(seconds) && seconds >= min.toSeconds() && seconds <= max.toSeconds();
  if (isAllowed || (isDuration && value.isUnresolved())) return seconds;
  const allowed = `a Duration of whole seconds, from ${min.toHumanString()} to ${max.toHumanString()}`;
  throw invalid(name, isDuration ? value.toHumanString() : value, allowed);
}
