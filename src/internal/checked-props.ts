import { RemovalPolicy, Token } from 'aws-cdk-lib';

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
