import { PaymentProvider } from './payment-provider';
import { invalid, receivedValue } from '../internal/checked-props';

/** Checks the provider of a workflow: JavaScript can pass anything, for instance a Lambda function. */
export function checkedProvider(payment: PaymentProvider): PaymentProvider {
  if (typeof payment?.bind === 'function' && typeof payment !== 'function') return payment;
  throw invalid('payment', receivedValue(payment), 'a payment provider, such as PaymentProvider.fromFunction(fn)');
}
