import type { PaymentGateway } from './gateway';
import { SimulatedGateway } from './simulated';
import { Env } from '../../../src/contract/environment';
import { PaymentProviderName } from '../../../src/contract/payment';
import { dynamodb } from '../../lib/dynamodb';
import { required } from '../../lib/environment';

/** The provider that the construct has chosen. */
export function gatewayFromEnvironment(): PaymentGateway {
  const provider = required(Env.PAYMENT_PROVIDER);
  if (provider === PaymentProviderName.SIMULATED) return new SimulatedGateway(dynamodb, required(Env.PAYMENT_LEDGER_TABLE));
  throw new Error(`${Env.PAYMENT_PROVIDER} is ${JSON.stringify(provider)}; allowed: ${Object.values(PaymentProviderName).join(', ')}`);
}
