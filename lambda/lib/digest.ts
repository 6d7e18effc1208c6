import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The SHA-256 of a value's canonical JSON (RFC 8785). The order in which a client writes the keys does not matter. */
export function digestOf(value: unknown): string {
  const json = canonicalize(value);
  if (json === undefined) throw new TypeError(`value is ${typeof value}; allowed: what JSON can hold`);
  return createHash('sha256').update(json).digest('hex');
}
