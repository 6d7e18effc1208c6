import type { PaymentContractOutcome } from './outcome';
import { outcomeAsText } from './report';

/** The function does not keep the contract. The message has the problem, and the calls with their answers. */
export class PaymentContractViolation extends Error {
  override readonly name = 'PaymentContractViolation';

  constructor(readonly outcome: PaymentContractOutcome) {
    super(outcomeAsText(outcome));
  }
}

/** A case could not run, because the options do not give what it needs. */
export class PaymentContractNotRun extends Error {
  override readonly name = 'PaymentContractNotRun';

  constructor(readonly outcome: PaymentContractOutcome) {
    super(outcomeAsText(outcome));
  }
}
