/**
 * A handler, made by its factory. In Lambda the factory runs when the module loads, in the init phase: a function has
 * more CPU there than later, and no event waits. Elsewhere it runs on the first invocation, so importing the module
 * needs no environment variables, and tests and simulators can import the factory.
 *
 * A handler that has to know how much time it has left takes the context as its second argument.
 *
 * If the factory fails, the init phase fails; or the invocation fails, and the next one calls the factory again.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function wire<Input, Context extends unknown[], Output>(
  make: () => (input: Input, ...context: Context) => Promise<Output>,
): (input: Input, ...context: Context) => Promise<Output> {
  let handler = isInLambda() ? make() : undefined;
  return async (input, ...context) => {
    handler ??= make();
    return handler(input, ...context);
  };
}

/** The runtime of Lambda sets this variable; nothing else may. */
const isInLambda = (): boolean => process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined;
