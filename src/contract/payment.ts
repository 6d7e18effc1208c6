/** Names of the payment providers that a handler can be told to use. */
export const PaymentProviderName = { SIMULATED: 'simulated' } as const;

/** Payment methods that make the simulated provider misbehave; every other method is captured at once. */
export const SimulatedMethod = {
  /** The charge is declined. */
  DECLINES: 'test-decline',
  /** The charge is never answered, and its outcome never known. */
  TIMES_OUT: 'test-timeout',
  /** The first charge is not answered, though the money is taken; asked again, the provider says so. */
  ANSWERS_LATE: 'test-late',
} as const;
