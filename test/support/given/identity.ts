/** The identity of the pipeline in tests without a stack, and the one of a pipeline called Orders in a stack Test. */
export const IDENTITY = 'Test/Orders';
