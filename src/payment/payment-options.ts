import { Annotations, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AUTHORIZATION_LIFE_SECONDS, type PaymentSettings } from '../contract/payment/payment';
import { checkedEnum, checkedSeconds } from '../internal/checked-props';

/** When the money of an order is taken. */
export enum CaptureMode {
  /** With the order. */
  IMMEDIATE = 'IMMEDIATE',
  /**
   * The money is authorized with the order. A cancellation voids it. The capture at shipment comes with a later
   * release: until then, `expiringAuthorization` says whether an authorization is captured, renewed or released before
   * it ends. Today, choose `CAPTURE` or `RELEASE`.
   */
  ON_SHIPMENT = 'ON_SHIPMENT',
}

/** What to do with an authorization that is about to end before the goods are shipped. */
export enum ExpiringAuthorization {
  /**
   * Ask for a new authorization, and void the old one when there is a new one. If the provider declines, the old one
   * stays until it ends.
   */
  RENEW = 'RENEW',
  /** Void it. The order stays confirmed, and is not paid. */
  RELEASE = 'RELEASE',
  /** Capture it, before the goods are shipped. */
  CAPTURE = 'CAPTURE',
}

/** How the pipeline deals with its payment provider. */
export interface PaymentOptions {
  /**
   * When the money is taken.
   * @default CaptureMode.IMMEDIATE
   */
  readonly capture?: CaptureMode;
  /**
   * For how long the provider surely remembers an idempotency key, and answers a repeated request with the outcome of
   * the first one. The pipeline never sends an older key again: it looks the request up, and if the provider finds
   * nothing, the order is parked. If you are not sure, set a shorter time.
   *
   * From 1 minute to 3,650 days. Any other value throws an error.
   * @default Duration.hours(24) as at Stripe, which may remove keys after that
   */
  readonly keyLife?: Duration;
  /**
   * For how long an authorization lives if the provider does not answer with `captureBefore`. It has an effect with
   * `CaptureMode.ON_SHIPMENT` only.
   *
   * From 2 hours to 3,650 days. Any other value throws an error.
   * @default Duration.days(7) as cards usually allow
   */
  readonly authorizationLife?: Duration;
  /**
   * What to do with an authorization that is about to end before the goods are shipped. The heartbeat does it: one day
   * before the end, or in the last quarter of a life of less than four days. It has an effect with
   * `CaptureMode.ON_SHIPMENT` only.
   * @default ExpiringAuthorization.RENEW
   */
  readonly expiringAuthorization?: ExpiringAuthorization;
}

/** How the pipeline deals with a payment provider that can be asked what became of a payment. */
export interface PendingPaymentOptions extends PaymentOptions {
  /**
   * For how long the pipeline waits for the outcome of a payment that the provider answered with `pending`, for
   * instance because the customer has to confirm it. Then the order is cancelled, and its stock is released.
   *
   * From 1 minute to 3,650 days. Any other value throws an error.
   * @default Duration.hours(24)
   */
  readonly pendingTimeout?: Duration;
}

/** Options of a payment provider that is a Lambda function. */
export interface PaymentFunctionOptions extends PendingPaymentOptions {}

/** Options of the simulated payment provider. */
export interface SimulatedPaymentOptions extends PendingPaymentOptions {}

/** Stripe removes keys when they are at least 24 hours old. @see https://docs.stripe.com/api/idempotent_requests */
const KEY_LIFE = Duration.hours(24);

/** Long enough for the customer to confirm a payment in another time zone. */
const PENDING = Duration.hours(24);

const AUTHORIZATION_LIFE = Duration.seconds(AUTHORIZATION_LIFE_SECONDS);

/** The upper limit is for mistakes: a date so far away cannot be computed. */
const ANY_TIME = [Duration.minutes(1), Duration.days(3_650)] as const;

/** The last quarter of the shortest life, 30 minutes, has at least one heartbeat of the default pace of 20 minutes. */
const LIVES = [Duration.hours(2), Duration.days(3_650)] as const;

/** The settings for the functions. Throws an error for a wrong option. `factory` made the provider. */
export function settingsOf(factory: string, options: PendingPaymentOptions = {}): PaymentSettings {
  const named = (option: keyof PendingPaymentOptions) => `${option} of ${factory}`;
  const {
    capture = CaptureMode.IMMEDIATE,
    keyLife = KEY_LIFE,
    pendingTimeout = PENDING,
    authorizationLife = AUTHORIZATION_LIFE,
    expiringAuthorization = ExpiringAuthorization.RENEW,
  } = options;
  return {
    capture: checkedEnum(named('capture'), capture, CaptureMode),
    keyLifeSeconds: checkedSeconds(named('keyLife'), keyLife, ANY_TIME),
    pendingSeconds: checkedSeconds(named('pendingTimeout'), pendingTimeout, ANY_TIME),
    authorizationLifeSeconds: checkedSeconds(named('authorizationLife'), authorizationLife, LIVES),
    expiring: checkedEnum(named('expiringAuthorization'), expiringAuthorization, ExpiringAuthorization),
  };
}

/** Warns of options that have an effect on authorizations only, where no payment is only authorized. */
export function warnOfUnused(scope: Construct, { capture }: PaymentSettings, options: PaymentOptions = {}): void {
  if (capture !== CaptureMode.IMMEDIATE) return;
  for (const option of ['authorizationLife', 'expiringAuthorization'] as const) {
    if (options[option] === undefined) continue;
    const message = `${option} has no effect: without CaptureMode.ON_SHIPMENT, no payment is only authorized`;
    Annotations.of(scope).addWarningV2(`cdk-order-pipeline:${option}WithoutAuthorization`, message);
  }
}
