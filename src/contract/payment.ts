/** Names of the payment providers that the handlers know. */
export const PaymentProviderName = { SIMULATED: 'simulated' } as const;
export type PaymentProviderName = (typeof PaymentProviderName)[keyof typeof PaymentProviderName];

/**
 * How long each call of a provider may take, in milliseconds. A charge waits for banks; a look-up reads a record. A
 * step makes at most a look-up, a charge and another look-up. These take 36 s, well under the time-out of the function
 * (`SAGA_FUNCTIONS` in saga.ts), so the step itself still records what it knows.
 */
export const ProviderDeadline = { CHARGE: 20_000, LOOK_UP: 8_000, REFUND: 20_000 } as const;

/** Payment methods that make the simulated provider fail. With any other method, it captures a charge at once. */
export const SimulatedMethod = {
  /** The provider declines the charge. */
  DECLINES: 'test-decline',
  /** The provider never answers, and the outcome of the charge stays unknown. */
  TIMES_OUT: 'test-timeout',
  /** The provider captures the charge but does not answer the first call. A second call returns the outcome. */
  ANSWERS_LATE: 'test-late',
} as const;
