/**
 * A handler that is made of what it needs when it is first called. Importing its module asks nothing of the
 * environment, so tests and simulators can import it for its factory. Where making it fails, the call fails, and the
 * next call tries again.
 */
export function wire<Input, Output>(make: () => (input: Input) => Promise<Output>): (input: Input) => Promise<Output> {
  let handler: ReturnType<typeof make> | undefined;
  return async input => {
    handler ??= make();
    return handler(input);
  };
}
