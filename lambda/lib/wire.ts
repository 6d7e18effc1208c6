/**
 * A handler, made of what it needs. In a function it is made as its module loads, in the init phase of Lambda, where a
 * function has more CPU than later and no event waits. Elsewhere it is made at its first call: importing the module
 * asks nothing of the environment, so tests and simulators can import it for its factory.
 *
 * Where making it fails, the module does not load, or the call fails and the next one tries again.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function wire<Input, Output>(make: () => (input: Input) => Promise<Output>): (input: Input) => Promise<Output> {
  let handler = isInLambda() ? make() : undefined;
  return async input => {
    handler ??= make();
    return handler(input);
  };
}

/** The runtime of Lambda sets this variable; nothing else may. */
const isInLambda = (): boolean => process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined;
