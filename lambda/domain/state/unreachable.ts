/** Closes an exhaustive switch: a value that the types rule out. */
export function unreachable(value: never): never {
  throw new Error(`not expected: ${JSON.stringify(value)}`);
}
