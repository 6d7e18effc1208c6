/** Makes what settling needs, from the environment variables that the workflow sets. */
import { database } from './from-environment';
import { CallbackGateway } from './payment/callback/gateway';
import type { SendPaymentMessage } from './payment/callback/send';
import { FunctionGateway, clientFor } from './payment/function/gateway';
import type { PaymentGateway } from './payment/gateway';
import { NoProvider } from './payment/on-account';
import { readPaymentSettings } from './payment/settings';
import type { PaymentTerms } from './payment/settling/settle-needs';
import { DynamoLedger } from './payment/simulated/dynamo-ledger';
import { SimulatedGateway } from './payment/simulated/gateway';
import { Env } from '../../src/contract/environment';
import { PaymentProviderName, type PaymentSettings } from '../../src/contract/payment/payment';
import { required } from '../lib/environment';
import { system } from '../lib/system';

const paymentSettings = (): PaymentSettings => readPaymentSettings(required(Env.PAYMENT_SETTINGS));
const keyLife = (): number => paymentSettings().keyLifeSeconds * 1_000;

export const simulatedGateway = (): PaymentGateway => new SimulatedGateway({
  ledger: new DynamoLedger(database().client, required(Env.PAYMENT_LEDGER_TABLE)),
  keyLife: keyLife(),
  now: system.now,
});

export function functionGateway(): PaymentGateway {
  const functionArn = required(Env.PAYMENT_FUNCTION_ARN);
  return new FunctionGateway({ client: clientFor(functionArn), functionArn, keyLife: keyLife() });
}

export const callbackGateway = (send: SendPaymentMessage): PaymentGateway => new CallbackGateway({
  send, keyLife: keyLife(), pendingFor: paymentSettings().pendingSeconds * 1_000, now: system.now,
});

export const noGateway = (): PaymentGateway => new NoProvider();

/** The gateway of the payment provider that the construct has chosen, if the function has it. */
export function gatewayFromEnvironment(
  gateways: Partial<Record<PaymentProviderName, () => PaymentGateway>>,
): PaymentGateway {
  const make = gateways[providerFromEnvironment()];
  if (make) return make();
  const allowed = Object.keys(gateways).join(', ');
  throw new Error(`${Env.PAYMENT_PROVIDER} is ${providerFromEnvironment()}; allowed in this function: ${allowed}`);
}

/** The payment provider that the construct has chosen. */
function providerFromEnvironment(): PaymentProviderName {
  const name = required(Env.PAYMENT_PROVIDER);
  const known = Object.values(PaymentProviderName).find(one => one === name);
  if (known) return known;
  const allowed = Object.values(PaymentProviderName).join(', ');
  throw new Error(`${Env.PAYMENT_PROVIDER} is ${JSON.stringify(name)}; allowed: ${allowed}`);
}

/** How the pipeline deals with its provider, as the construct has chosen. */
export function termsFromEnvironment(): PaymentTerms {
  const { capture, expiring, pendingSeconds, authorizationLifeSeconds } = paymentSettings();
  return {
    onAccount: providerFromEnvironment() === PaymentProviderName.NONE,
    looksUp: providerFromEnvironment() !== PaymentProviderName.CALLBACK,
    capture,
    expiring,
    pendingFor: pendingSeconds * 1_000,
    authorizationLife: authorizationLifeSeconds * 1_000,
  };
}
