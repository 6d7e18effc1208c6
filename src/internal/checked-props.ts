import { RemovalPolicy } from 'aws-cdk-lib';

/** The error of a wrong value, in the one form that all have in every language: what it is, the value received, what is allowed. */
export function invalid(name: string, received: unknown, allowed: string): Error {
  return new Error(`${name} is ${typeof received === 'number' ? received : JSON.stringify(received)}; allowed: ${allowed}`);
}

/** What may become of a table. Throws for what CDK would let pass, and CloudFormation refuse. */
export function tableRemovalPolicy(policy: RemovalPolicy): RemovalPolicy {
  if (policy !== RemovalPolicy.SNAPSHOT) return policy;
  throw invalid('removalPolicy', 'SNAPSHOT', Object.keys(RemovalPolicy).filter(name => name !== 'SNAPSHOT').join(', '));
}
