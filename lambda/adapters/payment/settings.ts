import * as v from 'valibot';
import { EXPIRING_POLICIES, type PaymentSettings } from '../../../src/contract/payment/payment';
import { CAPTURE_MODES } from '../../../src/contract/payment/payment-call';

const seconds = v.pipe(v.number(), v.integer(), v.minValue(1));

const settingsSchema = v.strictObject({
  capture: v.picklist(CAPTURE_MODES),
  keyLifeSeconds: seconds,
  pendingSeconds: seconds,
  authorizationLifeSeconds: seconds,
  expiring: v.picklist(EXPIRING_POLICIES),
});

/** Reads what the construct has set. Throws an error for anything else, which is a defect of the stack. */
export function readPaymentSettings(json: string): PaymentSettings {
  try {
    return v.parse(settingsSchema, JSON.parse(json));
  } catch (error) {
    throw new Error(`the settings of the payment provider are ${json}: ${(error as Error).message}`, { cause: error });
  }
}
