import type { CaptureModeName } from './payment-call';

/** Names of the payment providers that the handlers know. `none` stands for orders on account. */
export const PaymentProviderName = {
  SIMULATED: 'simulated', FUNCTION: 'function', CALLBACK: 'callback', NONE: 'none',
} as const;
export type PaymentProviderName = (typeof PaymentProviderName)[keyof typeof PaymentProviderName];

/** What to do with an authorization that is about to end before anybody has captured it. */
export const EXPIRING_POLICIES = ['RENEW', 'RELEASE', 'CAPTURE'] as const;
export type ExpiringPolicyName = (typeof EXPIRING_POLICIES)[number];

/** How the pipeline deals with its provider. The construct tells it to the functions as JSON. Times are in seconds. */
export interface PaymentSettings {
  readonly capture: CaptureModeName;
  /** For how long the provider remembers an idempotency key. */
  readonly keyLifeSeconds: number;
  /** For how long a pending payment is waited for. */
  readonly pendingSeconds: number;
  /** For how long an authorization lives whose end the provider does not tell. */
  readonly authorizationLifeSeconds: number;
  readonly expiring: ExpiringPolicyName;
}

/** How long authorizations of online card payments live. @see https://docs.stripe.com/payments/place-a-hold-on-a-payment-method */
export const AUTHORIZATION_LIFE_SECONDS = 7 * 24 * 60 * 60;

/**
 * How long each call of a provider may take, in milliseconds. A request that moves money waits for banks; a look-up
 * reads a record. About one request, a step makes at most a look-up, the request and another look-up. These take 36 s,
 * well under the time-out of the function (`SAGA_FUNCTIONS` in saga.ts), so the step itself still records what it
 * knows.
 */
export const ProviderDeadline = { REQUEST: 20_000, LOOK_UP: 8_000 } as const;

/**
 * Payment methods that make the simulated provider do something else than to take, or to authorize, the money at once.
 * Times count from the record of the request.
 */
export const SimulatedMethod = {
  /** The provider declines the payment. */
  DECLINES: 'test-decline',
  /** The provider declines the first attempt, and says that another may succeed. */
  DECLINES_ONCE: 'test-decline-once',
  /** The provider never answers, and the outcome of the payment stays unknown. */
  TIMES_OUT: 'test-timeout',
  /** The provider makes the payment but does not answer the first call. A second call returns the outcome. */
  ANSWERS_LATE: 'test-late',
  /** The payment is pending for a minute. A look-up then finds that it was made. */
  PENDS: 'test-pending',
  /** An authorization lives for eight minutes only. */
  EXPIRES_SOON: 'test-expires-soon',
  /** The provider forgets each key at once: a request that is sent twice takes the money twice. */
  FORGETS_KEYS: 'test-forgets-keys',
  /** The provider fails each call in the first two minutes. */
  FAILS_FOR_A_WHILE: 'test-fails-for-a-while',
} as const;

/** How long the simulated provider does so, in milliseconds. */
export const SimulatedDelay = { PENDS: 60_000, EXPIRES_SOON: 8 * 60_000, FAILS_FOR_A_WHILE: 2 * 60_000 } as const;
