import type { PaymentContractExchange } from './conversation/exchange';

/** One case of the contract. */
export interface PaymentContractCase {
  readonly name: string;
  /** What the contract demands, in plain English. */
  readonly demand: string;
  /** What the options have to give before the case can run. Empty if it can. */
  readonly missing: readonly string[];
  /**
   * Runs the case. Throws PaymentContractViolation if the function does not keep the contract, and
   * PaymentContractNotRun if something is missing: a case that did not run has not passed.
   */
  readonly run: () => Promise<void>;
  /** Runs the case. Returns what came of it, and throws neither of these errors. */
  readonly outcome: () => Promise<PaymentContractOutcome>;
}

/** What came of a case. */
export interface PaymentContractOutcome {
  readonly name: string;
  readonly demand: string;
  readonly status: 'passed' | 'failed' | 'not run';
  /** What is missing, if it did not run. */
  readonly missing: readonly string[];
  /** How the function breaks the contract, if it failed. */
  readonly problem?: string;
  /** What was sent, and what came back. */
  readonly exchanges: readonly PaymentContractExchange[];
}
