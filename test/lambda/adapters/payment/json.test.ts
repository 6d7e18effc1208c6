import * as v from 'valibot';
import { paymentAnswerSchema, paymentCallSchema, readAnswer } from '../../../../lambda/adapters/payment/json';
import type { PaymentAnswer, PaymentCall } from '../../../../src/contract/payment/payment-call';

/** True only if each type can stand for the other. So a field of the contract that a schema lacks does not compile. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const answersAreSame: Same<v.InferOutput<typeof paymentAnswerSchema>, PaymentAnswer> = true;
const callsAreSame: Same<v.InferOutput<typeof paymentCallSchema>, PaymentCall> = true;

test('the schemas have exactly the fields of the contract', () => {
  expect([answersAreSame, callsAreSame]).toEqual([true, true]);
});

const UNDERSTOOD: PaymentAnswer[] = [
  { status: 'succeeded', reference: 'ch_1' },
  { status: 'succeeded', reference: '!~', amount: 1, captureBefore: '2026-12-01T17:00:00.000Z' },
  { status: 'declined', code: 'CARD_DECLINED' },
  { status: 'declined', code: '', retryable: true },
  { status: 'pending' },
  { status: 'pending', reference: 'pi_1' },
  { status: 'unknown' },
  { status: 'unknown', reason: 'busy' },
  { status: 'notFound' },
];

test.each(UNDERSTOOD)('%j is understood', answer => {
  expect(readAnswer(answer)).toEqual(answer);
  expect(readAnswer(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
});

test('fields that the pipeline does not know are ignored', () => {
  const answer = { status: 'pending', reference: 'pi_1', version: 2, amount: 'much', __proto__: { code: 1 } };
  expect(readAnswer(answer)).toEqual({ status: 'pending', reference: 'pi_1' });
});

test('a field that is null counts as absent', () => {
  const answer = { status: 'succeeded', reference: 'ch_1', amount: null, captureBefore: null, code: null };
  expect(readAnswer(answer)).toEqual({ status: 'succeeded', reference: 'ch_1' });
});

test.each([
  ['JavaScript', '2026-12-01T17:00:00.250Z', '2026-12-01T17:00:00.250Z'],
  ['Python', '2026-12-01T17:00:00.250000+00:00', '2026-12-01T17:00:00.250Z'],
  ['Java', '2026-12-01T17:00:00.250000000Z', '2026-12-01T17:00:00.250Z'],
  ['Java at the full minute', '2026-12-01T17:00Z', '2026-12-01T17:00:00.000Z'],
  ['a program without fractions', '2026-12-01T17:00:00Z', '2026-12-01T17:00:00.000Z'],
])('a time as %s writes it is understood', (_, captureBefore, read) => {
  expect(readAnswer({ status: 'succeeded', reference: 'ch_1', captureBefore })).toMatchObject({ captureBefore: read });
});

const succeeded = (fields: object) => ({ status: 'succeeded', reference: 'ch_1', ...fields });
const STATUSES = '("succeeded" | "declined" | "pending" | "unknown" | "notFound")';

test.each<[unknown, string]>([
  [undefined, 'wrong answer: the answer is undefined; allowed: a JSON object'],
  [null, 'wrong answer: the answer is null; allowed: a JSON object'],
  [7, 'wrong answer: the answer is 7; allowed: a JSON object'],
  ['<html>', 'wrong answer: the answer is "<html>"; allowed: a JSON object'],
  [[], 'wrong answer: the answer is an array of 0; allowed: a JSON object'],
  [{}, 'wrong answer: status is missing'],
  [{ status: 'CAPTURED' }, `wrong answer: status is "CAPTURED"; allowed: ${STATUSES}`],
  [{ status: 'succeeded' }, 'wrong answer: reference is missing'],
  [{ status: 'declined', code: { a: 1 } }, 'wrong answer: code is an object; allowed: string'],
  [{ status: 'declined', code: 'NO', retryable: 'yes' }, 'wrong answer: retryable is "yes"; allowed: boolean'],
  [{ status: 'pending', reference: 'a b' },
    'wrong answer: reference is "a b"; allowed: 1 to 255 printable ASCII characters without spaces'],
  [succeeded({ reference: '' }),
    'wrong answer: reference is ""; allowed: 1 to 255 printable ASCII characters without spaces'],
  [succeeded({ amount: '250' }), 'wrong answer: amount is "250"; allowed: number'],
  [succeeded({ amount: 2.5 }), 'wrong answer: amount is 2.5; allowed: whole minor units'],
  [succeeded({ amount: 0 }), 'wrong answer: amount is 0; allowed: at least 1'],
  [succeeded({ amount: 2 ** 53 }), 'wrong answer: amount is (number); allowed: at most 2^53 - 1'],
  [succeeded({ captureBefore: 1764608400 }), 'wrong answer: captureBefore is 1764608400; allowed: string'],
  [succeeded({ captureBefore: '2026-12-01T17:00:00+01:00' }), 'wrong answer: captureBefore is '
    + '"2026-12-01T17:00:00+01:00"; allowed: a time in UTC, as 2026-11-24T10:00:00Z'],
  [succeeded({ captureBefore: '2026-02-30T17:00:00Z' }),
    'wrong answer: captureBefore is "2026-02-30T17:00:00Z"; allowed: a time that exists'],
  [succeeded({ captureBefore: '2026-13-01T17:00:00Z' }),
    'wrong answer: captureBefore is "2026-13-01T17:00:00Z"; allowed: a time that exists'],
])('fault 42: %j is an unknown outcome with a clear reason', (answer, reason) => {
  expect(readAnswer(answer)).toEqual({ status: 'unknown', reason });
});

test('fault 42: what a provider sends reaches the reason short and without card numbers and addresses', () => {
  const status = 'card 4111 1111 1111 1111 of ann@example.com\n';
  expect(readAnswer({ status })).toMatchObject({ reason: expect.stringMatching(/card \(number\) of \(address\)/) });
  const { reason } = readAnswer({ status: 'x'.repeat(1_000_000) }) as { reason: string };
  expect(reason.length).toBeLessThanOrEqual(300);
});
