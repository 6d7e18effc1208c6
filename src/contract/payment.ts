/** Names of the payment providers that the handlers know. */
export const PaymentProviderName = { SIMULATED: 'simulated' } as const;

/** Payment methods that make the simulated provider fail. With every other method a charge is captured at once. */
export const SimulatedMethod = {
  /** The charge is declined. */
  DECLINES: 'test-decline',
  /** The charge is never answered, and its outcome stays unknown. */
  TIMES_OUT: 'test-timeout',
  /** The charge is captured, but the first call is not answered. When asked again, the provider says so. */
  ANSWERS_LATE: 'test-late',
} as const;
