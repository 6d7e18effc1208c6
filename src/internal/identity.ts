import { createHash } from 'node:crypto';
import { Stack, Token } from 'aws-cdk-lib';
import { Construct, IConstruct, Node } from 'constructs';
import { invalid } from './checked-props';

/**
 * The longest identity or name. The `source` of an event on EventBridge has at most 256 characters, and a metric
 * dimension has at most 1,024; half of the smaller limit leaves room for what is added to an identity.
 */
const MAX_LENGTH = 128;
/** `#` separates the parts of a key, and `/` those of an identity. In a policy, `*` and `?` have a meaning. */
const CHARACTERS = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/;
const OTHER_CHARACTERS = /[^A-Za-z0-9._/-]/g;

const isName = (text: string): boolean => CHARACTERS.test(text) && text.length <= MAX_LENGTH;

/** Checks an identity, or the name of a notifier, that a user sets. Tokens are not checked. */
export function checkedName(prop: 'identity' | 'name', name: string): string {
  if (isName(name) || Token.isUnresolved(name)) return name;
  throw invalid(prop, name, `1 to ${MAX_LENGTH} letters, digits, . _ / and -, starting with a letter or digit`);
}

/** A text as a part of a name: other characters become `-`, and it is cut. */
export const namePart = (text: string, length = MAX_LENGTH): string =>
  text.replace(OTHER_CHARACTERS, '-').slice(0, length);

/**
 * The default identity of a construct: the name of its stack and its path in the stack, such as `Shop/Orders`. A nested
 * stack counts as a part of the path, because its own name is only known after its deployment.
 */
export function defaultIdentity(scope: Construct): string {
  const stack = outermost(Stack.of(scope));
  const path = scope.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  const identity = [stack.stackName, ...path].join('/');
  if (isName(identity)) return identity;
  // Two identities must not become equal, so one that has to be changed gets a hash of what it was.
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  return `${namePart(identity, MAX_LENGTH - hash.length - 1)}-${hash}`;
}

const outermost = (stack: Stack): Stack => (stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack);

/** The identity that a user sets for a construct, checked, or else its default. */
export const identityOf = (scope: Construct, identity: string | undefined): string =>
  (identity === undefined ? defaultIdentity(scope) : checkedName('identity', identity));

/** An event store. */
interface Identified extends Construct {
  readonly identity: string;
}

/** The event stores that are in one place, by their identities. */
const CLAIMS = new WeakMap<object, Map<string, Identified>>();

/**
 * Claims an identity for an event store, or for its pipeline. Throws an error if another one of the stack has it: each
 * of the two would take events, reservations and charges of the other for its own. A nested stack is a part of the
 * stack around it. Tokens are not compared, and neither are stacks: they may go to different accounts.
 */
export const claimIdentity = (eventStore: Identified): void =>
  claimIn(outermost(Stack.of(eventStore)), 'of the stack', eventStore);

/**
 * Claims the identity of an event store in what its pipeline shares with others, wherever their stacks are. Throws an
 * error if another event store in the same place has the identity.
 */
export const claimIdentityIn = (what: 'inventory' | 'bus', place: IConstruct, eventStore: Identified): void =>
  claimIn(place, `with ${what} ${place.node.path}`, eventStore);

function claimIn(place: object, where: string, eventStore: Identified): void {
  const { identity } = eventStore;
  if (Token.isUnresolved(identity)) return;
  const claims = CLAIMS.get(place) ?? new Map<string, Identified>();
  CLAIMS.set(place, claims);
  const other = claims.get(identity) ?? eventStore;
  claims.set(identity, other);
  if (other === eventStore) return;
  const whose = ` for ${claimantOf(eventStore).node.path}, and for ${claimantOf(other).node.path}`;
  throw invalid('identity', identity, `an identity that no other event store ${where} has`, whose);
}

/** The pipeline of an event store, if the identity is the pipeline's. */
const claimantOf = ({ node, identity }: Identified): { readonly node: Node } =>
  (node.tryGetContext(CONTEXT_KEY) === identity ? node.scope! : { node });

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
