import { ProviderDeadline } from '../../../src/contract/payment/payment';
import type { CaptureModeName, PaymentCall } from '../../../src/contract/payment/payment-call';

/**
 * The payment function under test, as the pipeline sees it: JSON in, JSON out. The suite passes a copy of each call and
 * reads a copy of each answer, as AWS Lambda does.
 */
export type PaymentFunction = (call: PaymentCall) => Promise<unknown>;

/** The payment data of a customer, as an order names it. */
export interface PaymentData {
  readonly method: string;
  /** The provider's token. @default - none */
  readonly token?: string;
}

/**
 * How to make the provider fail: payment data of which the provider, or a fake of it, knows that it has to fail. A case
 * whose means are not given is reported as not run.
 */
export interface PaymentFaults {
  /** The provider declines the payment, without moving money. @default - the cases about it do not run */
  readonly decline?: PaymentData;
  /** The payment is pending, for instance until the customer confirms it. @default - the cases about it do not run */
  readonly pend?: PaymentData;
  /**
   * The provider takes the money, and the answer is lost: the function throws an error, or answers `unknown`. A
   * repeated call may fail again. @default - the cases about it do not run
   */
  readonly loseAnswer?: PaymentData;
  /**
   * The provider takes the money, but the function answers the first call only after the deadline.
   * @default - the cases about it do not run
   */
  readonly delay?: PaymentData;
  /**
   * The provider answers with a server error (500), and repeats it under the same key. Whether it takes the money is up
   * to you. @default - the cases about it do not run
   */
  readonly storeError?: PaymentData;
  /** Makes the provider forget all idempotency keys, as it does after their life. @default - as above */
  readonly forgetKeys?: () => Promise<void>;
}

/** What the provider itself has booked for an order, in minor units. */
export interface Books {
  /** One entry for each time that the provider took money: each immediate payment, and each capture. */
  readonly charges: readonly number[];
  /** One entry for each refund. */
  readonly refunds: readonly number[];
  /** The total of what is authorized, and neither captured nor voided. */
  readonly held: number;
}

/** The order of a case. Two pipelines may have the same order ids. */
export interface OrderOfCase {
  readonly pipeline: string;
  readonly orderId: string;
}

/** Options of the payment contract suite. */
export interface PaymentContractOptions {
  /** Payment data with which the provider takes the money at once. @default - method `card`, without a token */
  readonly payment?: PaymentData;
  /** ISO 4217. @default EUR */
  readonly currency?: string;
  /** Another currency that the provider accepts. @default USD */
  readonly otherCurrency?: string;
  /** The amount of each payment in minor units, at least 10. @default 1000 */
  readonly amount?: number;
  /** The identity of the pipeline in the calls. @default contract-suite */
  readonly pipeline?: string;
  /** How the provider can take money. @default - both modes: IMMEDIATE and ON_SHIPMENT */
  readonly captureModes?: readonly CaptureModeName[];
  /** How to make the provider fail. @default - not at all; the cases that need it do not run */
  readonly faults?: PaymentFaults;
  /**
   * Reads the provider's own books. With them, the suite counts charges and refunds. Without them, it concludes from
   * references, look-ups and refunds, which may miss a second charge under the same reference.
   * @default - no books
   */
  readonly books?: (order: OrderOfCase) => Promise<Books>;
  /** How long a call may take, in milliseconds. @default 20000, as the pipeline waits */
  readonly deadline?: number;
  /** How long a look-up may take, in milliseconds. @default 8000, as the pipeline waits */
  readonly lookUpDeadline?: number;
  /**
   * How long the suite repeats a look-up that answers `unknown` or `pending`, and how long it waits for a late answer,
   * in milliseconds. @default 90000
   */
  readonly patience?: number;
}

/** All options, with their defaults. */
export type ContractSettings =
  Required<Omit<PaymentContractOptions, 'books'>> & Pick<PaymentContractOptions, 'books'>;

/** Search at Stripe, for one, lags behind by "up to a minute" in normal times. */
const LOOK_UP_PATIENCE = 90_000;
/** Below it, the parts that the cases refund and capture would be less than a minor unit. */
const MIN_AMOUNT = 10;

/** Completes the options. Throws an error that names the option, the value received and what is allowed. */
export function contractSettings(options: PaymentContractOptions): ContractSettings {
  const settings = {
    payment: { method: 'card' },
    currency: 'EUR',
    otherCurrency: 'USD',
    amount: 1_000,
    pipeline: 'contract-suite',
    captureModes: ['IMMEDIATE', 'ON_SHIPMENT'] as const,
    faults: {},
    deadline: ProviderDeadline.REQUEST,
    lookUpDeadline: ProviderDeadline.LOOK_UP,
    patience: LOOK_UP_PATIENCE,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  };
  const { amount, currency, otherCurrency } = settings;
  if (!Number.isSafeInteger(amount) || amount < MIN_AMOUNT) {
    throw new Error(`amount is ${amount}; it must be an integer of at least ${MIN_AMOUNT}, in minor units`);
  }
  for (const name of ['deadline', 'lookUpDeadline', 'patience'] as const) {
    if (!(settings[name] > 0)) throw new Error(`${name} is ${settings[name]}; it must be more than 0 milliseconds`);
  }
  if (currency === otherCurrency) throw new Error(`otherCurrency is ${otherCurrency}; it must not be the currency`);
  return settings;
}
