import { Duration } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { PaymentOptions } from './payment-options';
import { PaymentRequest } from './payment-request';
import { checkedSeconds, invalid, receivedValue } from '../internal/checked-props';

/** Options of a payment system that is told what to do, and answers later. */
export interface PaymentCallbackOptions extends PaymentOptions {
  /** How the payment system gets the requests. */
  readonly request: PaymentRequest;
  /**
   * For how long the pipeline waits for an answer. Then the order is cancelled, its stock is released, and the payment
   * system is told to stop the payment. Its stock is reserved until then.
   *
   * From 1 minute to 14 days, which is the longest time that a queue keeps a message. Any other value throws an error.
   */
  readonly timeout: Duration;
  /**
   * The secret that signs the answers to `POST /payments/callback`. Its whole value is the key, and has at least 16
   * bytes. After a rotation, the previous value counts, too.
   *
   * `OrderPipeline` throws an error if it is missing, because its API takes the answers.
   * @default - answers come by the command `ReportPayment` alone
   */
  readonly secret?: secretsmanager.ISecret;
}

/** What the REST API needs to take the answers of a payment system. */
export interface PaymentCallbackRoute {
  /** The secret that signs the answers. */
  readonly secret: secretsmanager.ISecret;
  /**
   * For how long an authorization lives if the answer does not say it.
   * @default Duration.days(7)
   */
  readonly authorizationLife?: Duration;
}

/** SQS keeps messages for 14 days at most. A minute is the least that makes sense for systems that poll a queue. */
const TIMEOUTS = [Duration.minutes(1), Duration.days(14)] as const;

/** Checks the time-out. Throws an error for a wrong one. */
export function checkedTimeout(timeout: Duration): Duration {
  checkedSeconds('timeout of PaymentProvider.callback', timeout, TIMEOUTS);
  return timeout;
}

/** Checks the secret: JavaScript can pass the value itself, which must not be in a template. */
export function checkedSecret(secret?: secretsmanager.ISecret): secretsmanager.ISecret | undefined {
  if (secret === undefined || typeof secret?.secretArn === 'string') return secret;
  const value = typeof secret === 'string' ? 'a text' : receivedValue(secret);
  throw invalid(SECRET, value, 'a secret of Secrets Manager, as CDK makes or imports it');
}

/** Makes the error for a missing secret. */
export const missingSecret = (): Error => invalid(
  SECRET, 'missing', 'a secret of Secrets Manager, which signs the answers to POST /payments/callback');

const SECRET = 'secret of PaymentProvider.callback';
