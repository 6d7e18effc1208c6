/** Closes an exhaustive switch. Throws for a value that the types rule out. */
export function unreachable(value: never): never {
  throw new Error(`not expected: ${JSON.stringify(value)}`);
}
