/**
 * The Stripe example has a copy of the contract's types, so that users can copy it without the library. `npm run
 * typecheck` compares the types; this test compares the fields, because a type may lack an optional field of another.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as example from '../../../examples/payment-stripe/payment/contract';
import type * as contract from '../../../src/contract/payment/payment-call';
import { ROOT } from '../../../tools/root';

export const toExample = (call: contract.PaymentCall): example.PaymentCall => call;
export const toContract = (call: example.PaymentCall): contract.PaymentCall => call;
export const answerToContract = (answer: example.PaymentAnswer): contract.PaymentAnswer => answer;
export const answerToExample = (answer: contract.PaymentAnswer): example.PaymentAnswer => answer;

const fieldsOf = (path: string): string[] => {
  const found = readFileSync(join(ROOT, path), 'utf8').matchAll(/readonly (\w+\??):/g);
  return [...new Set([...found].map(([, field]) => field!))].sort();
};

test('the copy of the contract in the Stripe example has the fields of the contract', () => {
  const fields = fieldsOf('src/contract/payment/payment-call.ts');
  expect(fields.length).toBeGreaterThan(15);
  expect(fieldsOf('examples/payment-stripe/payment/contract.ts')).toEqual(fields);
});
