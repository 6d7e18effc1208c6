/**
 * cdk-order-pipeline/testing: proves that a payment function keeps the contract of the pipeline. It needs no test
 * framework, and neither AWS nor CDK. docs/payment-contract.md explains the cases.
 */
import { contractCases } from './payment/contract';
import type { PaymentContractOptions, PaymentFunction } from './payment/conversation/options';
import type { PaymentContractCase } from './payment/outcome';
import { type PaymentContractReport, reportOf } from './payment/report';
import { system } from '../lambda/lib/system';

export type {
  AuthorizeRequest,
  CaptureModeName,
  FollowUpRequest,
  PaymentAnswer,
  PaymentCall,
  PaymentPurpose,
  PaymentRef,
  ProviderRequest,
} from '../src/contract/payment/payment-call';
export { type CommandFunctionOptions, fromCommand } from './payment/command';
export type { PaymentContractExchange } from './payment/conversation/exchange';
export type {
  Books,
  OrderOfCase,
  PaymentContractOptions,
  PaymentData,
  PaymentFaults,
  PaymentFunction,
} from './payment/conversation/options';
export type { PaymentContractCase, PaymentContractOutcome } from './payment/outcome';
export type { PaymentContractReport } from './payment/report';
export { PaymentContractNotRun, PaymentContractViolation } from './payment/violation';

/**
 * The cases of the contract, for a test framework: each is a test. Each pays orders of its own, so they may run in any
 * order. Throws an error if an option is wrong.
 */
export function paymentContract(
  provider: PaymentFunction, options: PaymentContractOptions = {},
): PaymentContractCase[] {
  return contractCases(provider, options, system);
}

/**
 * Runs all cases, one after the other. Returns a report, whether or not the function keeps the contract. Throws an
 * error if an option is wrong.
 */
export async function checkPaymentFunction(
  provider: PaymentFunction, options: PaymentContractOptions = {},
): Promise<PaymentContractReport> {
  const outcomes = [];
  for (const { outcome } of paymentContract(provider, options)) outcomes.push(await outcome());
  return reportOf(outcomes);
}
