import { RemovalPolicy } from 'aws-cdk-lib';

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
