import { RemovalPolicy, Token } from 'aws-cdk-lib';

/** Makes the error for a wrong value. Every such message has the same form: prop, value received, what is allowed. */
export function invalid(name: string, received: unknown, allowed: string): Error {
  const value = typeof received === 'number' ? received : JSON.stringify(received);
  return new Error(`${name} is ${value}; allowed: ${allowed}`);
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
