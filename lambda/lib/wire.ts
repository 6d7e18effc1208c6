/**
 * A handler that calls its factory on the first invocation. Importing the module therefore needs no environment
 * variables, and tests and simulators can import the factory. If the factory fails, the invocation fails, and the next
 * invocation calls the factory again.
 */
export function wire<Input, Output>(make: () => (input: Input) => Promise<Output>): (input: Input) => Promise<Output> {
  let handler: ReturnType<typeof make> | undefined;
  return async input => {
    handler ??= make();
    return handler(input);
  };
}
