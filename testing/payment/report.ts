import { shortJson } from './conversation/answer';
import type { PaymentContractExchange } from './conversation/exchange';
import type { PaymentContractOutcome } from './outcome';

/** What came of all cases. */
export interface PaymentContractReport {
  /** How many cases passed. */
  readonly passed: number;
  /** How many cases failed. The function keeps the contract only if there are none. */
  readonly failed: number;
  /** How many cases did not run, because the options do not give what they need. They are not proved. */
  readonly notRun: number;
  readonly cases: readonly PaymentContractOutcome[];
  /** All of it in plain English. */
  readonly text: string;
}

export function reportOf(cases: readonly PaymentContractOutcome[]): PaymentContractReport {
  const count = (status: PaymentContractOutcome['status']) => cases.filter(one => one.status === status).length;
  const [passed, failed, notRun] = [count('passed'), count('failed'), count('not run')];
  const total = `${passed} passed, ${failed} failed, ${notRun} not run`;
  return { passed, failed, notRun, cases, text: [...cases.map(outcomeAsText), total].join('\n') };
}

/** A case that passed takes a line. One that failed shows what the contract demands, and all that was said. */
export function outcomeAsText({ name, demand, status, missing, problem, exchanges }: PaymentContractOutcome): string {
  switch (status) {
    case 'passed': return `passed   ${name}`;
    case 'not run': return `not run  ${name}: ${missing.join('; ')}`;
    case 'failed': return [
      `FAILED   ${name}`,
      `  The contract: ${demand}`,
      `  The problem:  ${problem}`,
      ...exchanges.flatMap(exchangeAsText),
    ].join('\n');
  }
}

function exchangeAsText({ sent, received, problem }: PaymentContractExchange, index: number): string[] {
  const lines = [`  ${index + 1}. sent     ${shortJson(sent)}`];
  if (problem !== undefined) lines.push(`     ${problem}`);
  if (received !== undefined) lines.push(`     ${problem ? 'later   ' : 'received'} ${shortJson(received)}`);
  return lines;
}
