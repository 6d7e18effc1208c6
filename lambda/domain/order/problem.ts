import { ALLOWED, ProblemCode } from './problem-codes';

/** One thing that is wrong with an order: where it is, which rule it breaks, what was received and what is allowed. */
export interface Problem {
  /** JSON path, `$.lines[0].quantity`. */
  readonly path: string;
  readonly code: ProblemCode;
  readonly message: string;
}

/** Makes a problem. Its code determines what is allowed, with the limit of the rule for some codes. */
export function problemAt(path: string, code: ProblemCode, value: string, limit?: unknown): Problem {
  const allowed = ALLOWED[code].replace('{limit}', Number(limit).toLocaleString('en-GB'));
  return { path, code, message: `${path} is ${value}; allowed: ${allowed}` };
}

/** Makes the problem for a value of the wrong type. */
export function wrongType(path: string, value: string, allowed: string): Problem {
  return { path, code: ProblemCode.WRONG_TYPE, message: `${path} is ${value}; allowed: ${allowed}` };
}

/** Makes the problem for a text that is not JSON. What the reason quotes of the text could be part of a card number. */
export function malformedJson(reason: string): Problem {
  const shown = reason.replace(/".*"/s, quoted => quoted.replace(/\d/g, '*'));
  return problemAt('$', ProblemCode.MALFORMED_JSON, `not JSON (${shown})`);
}

/** The value received, as JSON that is short enough for a message. */
export function received(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return short(typeof value === 'string' ? JSON.stringify(value) : String(value));
}

/** A value that is not to be shown, in words. */
export function described(value: unknown): string {
  if (typeof value === 'string') return `a text of ${value.length.toLocaleString('en-GB')} characters`;
  return typeof value === 'object' ? received(value) : `a ${typeof value}`;
}

/** Names that a path shows as they are. It shows other names in brackets, as JSON. */
const PLAIN_NAME = /^[A-Za-z_]\w{0,59}$/;

/** The path of an element or of a field, from the path of the array or object that contains it. */
export function pathTo(parent: string, key: unknown): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  if (PLAIN_NAME.test(String(key))) return `${parent}.${key}`;
  return `${parent}[${short(JSON.stringify(key))}]`;
}

const short = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 57)}...`);
