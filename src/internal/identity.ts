import { createHash } from 'node:crypto';
import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { invalid } from './checked-props';

/**
 * The longest identity. The `source` of an event on EventBridge has at most 256 characters, and a metric dimension has
 * at most 1,024; half of the smaller limit leaves room for what is added to an identity.
 */
const MAX_LENGTH = 128;
/** `#` separates the parts of a key, and `/` those of an identity. */
const CHARACTERS = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/;

/** Checks an identity that a user sets. Tokens are not checked. */
function checkedIdentity(identity: string): string {
  const isAllowed = CHARACTERS.test(identity) && identity.length <= MAX_LENGTH;
  if (isAllowed || Token.isUnresolved(identity)) return identity;
  throw invalid(
    'identity', identity, `1 to ${MAX_LENGTH} letters, digits, . _ / and -, starting with a letter or digit`,
  );
}

/**
 * The default identity of a construct: the name of its stack and its path in the stack, such as `Shop/Orders`. A nested
 * stack counts as a part of the path, because its own name is only known after its deployment.
 */
export function defaultIdentity(scope: Construct): string {
  const stack = outermost(Stack.of(scope));
  const path = scope.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  const identity = [stack.stackName, ...path].join('/');
  if (CHARACTERS.test(identity) && identity.length <= MAX_LENGTH) return identity;
  // Two identities must not become equal, so one that has to be changed gets a hash of what it was.
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  return `${identity.replace(/[^A-Za-z0-9._/-]/g, '-').slice(0, MAX_LENGTH - hash.length - 1)}-${hash}`;
}

const outermost = (stack: Stack): Stack => (stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack);

/** The identity that a user sets for a construct, checked, or else its default. */
export const identityOf = (scope: Construct, identity: string | undefined): string =>
  (identity === undefined ? defaultIdentity(scope) : checkedIdentity(identity));

/** The key under which a construct's context holds the identity. The constructs below inherit it. */
const CONTEXT_KEY = 'cdk-order-pipeline:identity';

/** Gives a construct and those below it an identity. Call this before the construct gets children. */
export function identify(construct: Construct, { identity }: { readonly identity: string }): void {
  construct.node.setContext(CONTEXT_KEY, identity);
}

/** The service name of a stage, in its log lines and as the dimension of its metrics: `Shop/Orders/Workflow`. */
export function serviceOf({ node }: Construct): string {
  const identity = node.tryGetContext(CONTEXT_KEY) as string | undefined;
  return identity === undefined ? node.path : `${identity}/${node.id}`;
}
