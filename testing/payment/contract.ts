import { ASKING } from './cases/asking';
import { CAPTURING } from './cases/capturing';
import { type CaseDefinition, missingFor } from './cases/case';
import { CHARGING } from './cases/charging';
import { DECLINING } from './cases/declining';
import { FAILING } from './cases/failing';
import { REFUNDING } from './cases/refunding';
import { ContractBroken } from './conversation/answer';
import { Calls } from './conversation/calls';
import { Conversation } from './conversation/conversation';
import {
  type ContractSettings,
  type PaymentContractOptions,
  type PaymentFunction,
  contractSettings,
} from './conversation/options';
import type { PaymentContractCase, PaymentContractOutcome } from './outcome';
import { PaymentContractNotRun, PaymentContractViolation } from './violation';
import type { System } from '../../lambda/lib/system';

const DEFINITIONS: readonly CaseDefinition[] =
  [...CHARGING, ...FAILING, ...DECLINING, ...REFUNDING, ...CAPTURING, ...ASKING];

/** What a test may replace: the time, and the ids of orders and keys. */
export type ContractSystem = Pick<System, 'now' | 'sleep' | 'after' | 'newId'>;

/** All cases, in the order in which a reader should take them. */
export function contractCases(
  provider: PaymentFunction, options: PaymentContractOptions, system: ContractSystem,
): PaymentContractCase[] {
  const settings = contractSettings(options);
  return DEFINITIONS.map(definition => {
    const { name, demand } = definition;
    const missing = missingFor(definition, settings);
    const outcome = () => play(definition, provider, settings, system);
    return { name, demand, missing, run: async () => judge(await outcome()), outcome };
  });
}

async function play(
  definition: CaseDefinition, provider: PaymentFunction, settings: ContractSettings, system: ContractSystem,
): Promise<PaymentContractOutcome> {
  const { name, demand } = definition;
  const missing = missingFor(definition, settings);
  if (missing.length > 0) return { name, demand, status: 'not run', missing, exchanges: [] };
  const calls = new Calls(provider, settings, system);
  const outcome = { name, demand, missing, exchanges: calls.exchanges };
  try {
    await definition.play(new Conversation(calls, settings, system));
    return { ...outcome, status: 'passed' };
  } catch (error) {
    if (!(error instanceof ContractBroken)) throw error;
    return { ...outcome, status: 'failed', problem: error.message };
  }
}

function judge(outcome: PaymentContractOutcome): void {
  if (outcome.status === 'failed') throw new PaymentContractViolation(outcome);
  if (outcome.status === 'not run') throw new PaymentContractNotRun(outcome);
}
