import type { Conversation } from '../conversation/conversation';
import type { ContractSettings, PaymentFaults } from '../conversation/options';

/** A case as the suite defines it. */
export interface CaseDefinition {
  readonly name: string;
  /** What the contract demands. */
  readonly demand: string;
  /** The faults that it cannot do without. */
  readonly faults?: readonly (keyof PaymentFaults)[];
  /** Whether it is about authorizations that are captured later. */
  readonly onShipment?: true;
  /** Throws ContractBroken. */
  readonly play: (talk: Conversation) => Promise<void>;
}

/** What a case needs and the options do not give, in words. */
export function missingFor({ faults = [], onShipment }: CaseDefinition, settings: ContractSettings): string[] {
  const missing = faults.filter(name => !settings.faults[name]).map(name => `faults.${name} is not given`);
  const mode = onShipment && !settings.captureModes.includes('ON_SHIPMENT');
  return mode ? [...missing, 'captureModes does not contain ON_SHIPMENT'] : missing;
}
