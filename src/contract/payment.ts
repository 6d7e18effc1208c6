/** Names of the payment providers that the handlers know. */
export const PaymentProviderName = { SIMULATED: 'simulated' } as const;
export type PaymentProviderName = (typeof PaymentProviderName)[keyof typeof PaymentProviderName];

/** Payment methods that make the simulated provider fail. With any other method, it captures a charge at once. */
export const SimulatedMethod = {
  /** The provider declines the charge. */
  DECLINES: 'test-decline',
  /** The provider never answers, and the outcome of the charge stays unknown. */
  TIMES_OUT: 'test-timeout',
  /** The provider captures the charge but does not answer the first call. A second call returns the outcome. */
  ANSWERS_LATE: 'test-late',
} as const;
