/** What the suite tells: in an exception for test frameworks, in a report for everybody else. */
import {
  PaymentContractNotRun,
  type PaymentContractOptions,
  PaymentContractViolation,
  checkPaymentFunction,
  paymentContract,
} from '../../testing';
import { BUGS, type Bug, PretendProvider } from '../support/payment-function/pretend';
import { VirtualTime } from '../support/payment-function/virtual-time';

function under(bug?: Bug) {
  const { pay, options } = new PretendProvider(new VirtualTime(), bug);
  // Without the case that waits for a deadline: here, the time is the real one.
  return { pay, options: { ...options, faults: { ...options.faults, delay: undefined } } };
}

test('a report counts the cases, and a case that lacks its means has not passed', async () => {
  const { pay, options } = under();
  const report = await checkPaymentFunction(pay, options);
  expect(report).toMatchObject({ passed: report.cases.length - 1, failed: 0, notRun: 1 });
  expect(report.text).toContain('passed   repeated key\n');
  expect(report.text).toContain('not run  slow answer: faults.delay is not given\n');
  expect(report.text).toMatch(/\n\d+ passed, 0 failed, 1 not run$/);
});

test('without any means, the report names all that is missing', async () => {
  const { pay } = under();
  const { cases, notRun } = await checkPaymentFunction(pay, { captureModes: ['IMMEDIATE'] });
  const missing = cases.filter(({ status }) => status === 'not run').map(one => one.missing.join());
  expect(missing).toHaveLength(notRun);
  expect([...new Set(missing)].sort()).toEqual([
    'captureModes does not contain ON_SHIPMENT',
    'faults.decline is not given',
    'faults.delay is not given',
    'faults.forgetKeys is not given',
    'faults.loseAnswer is not given',
    'faults.pend is not given',
    'faults.storeError is not given',
  ]);
});

test('a failed case shows what the contract demands, what was sent, and what came back', async () => {
  const { pay, options } = under('declinesUnknown');
  const { text, failed } = await checkPaymentFunction(pay, options);
  expect(BUGS.declinesUnknown).toContain('unknown outcome');
  expect(failed).toBe(2);
  const lines = text.split('\n');
  const start = lines.indexOf('FAILED   stored server error');
  expect(lines.slice(start, start + 5)).toEqual([
    'FAILED   stored server error',
    expect.stringMatching(/^ {2}The contract: If the provider answers with a server error, .* never declined/),
    expect.stringMatching(/^ {2}The problem: {2}The answer must not be declined, because the money/),
    expect.stringMatching(/^ {2}1\. sent {5}\{"version":1,"operation":"authorize","key":".*"method":"stores-error"\}$/),
    '     received {"status":"declined","code":"PROVIDER_ERROR"}',
  ]);
});

describe('for a test framework', () => {
  const caseOf = (name: string, bug?: Bug, other: PaymentContractOptions = {}) => {
    const { pay, options } = under(bug);
    return paymentContract(pay, { ...options, ...other }).find(one => one.name === name)!;
  };

  test('a case that passes returns', async () => {
    const { run, missing, demand } = caseOf('repeated key');
    expect([missing, demand]).toEqual([[], expect.stringContaining('first answer')]);
    await run();
  });

  test('a case that fails throws, with the whole conversation', async () => {
    const error = await caseOf('repeated key', 'noKeys').run().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PaymentContractViolation);
    const { message, outcome } = error as PaymentContractViolation;
    expect(message).toMatch(/^FAILED {3}repeated key\n {2}The contract: .*\n {2}The problem: .*\n {2}1\. sent /);
    expect(outcome.exchanges).toHaveLength(2);
  });

  test('a case that lacks its means throws, too', async () => {
    const { run, missing } = caseOf('slow answer');
    expect(missing).toEqual(['faults.delay is not given']);
    await expect(run()).rejects.toThrow(PaymentContractNotRun);
    await expect(run()).rejects.toThrow('not run  slow answer: faults.delay is not given');
  });

  test('a fault that does not happen is no proof', async () => {
    const faults = { loseAnswer: { method: 'card' }, pend: { method: 'card' } };
    await expect(caseOf('answer lost after the charge', undefined, { faults }).run()).rejects.toThrow(
      'faults.loseAnswer does not do what it is for: the answer is succeeded',
    );
    await expect(caseOf('pending payment', undefined, { faults }).run()).rejects.toThrow(
      'faults.pend does not do what it is for: the answer is succeeded',
    );
  });

  test('books that cannot be read are no proof', async () => {
    const books = async () => Promise.reject(new Error('no such table'));
    await expect(caseOf('repeated key', undefined, { books }).run()).rejects.toThrow(
      'options.books failed: no such table',
    );
  });
});

test.each<[PaymentContractOptions, string]>([
  [{ amount: 9 }, 'amount is 9; it must be an integer of at least 10'],
  [{ amount: 10.5 }, 'amount is 10.5'],
  [{ deadline: 0 }, 'deadline is 0; it must be more than 0 milliseconds'],
  [{ lookUpDeadline: Number.NaN }, 'lookUpDeadline is NaN'],
  [{ patience: -1 }, 'patience is -1'],
  [{ currency: 'USD' }, 'otherCurrency is USD; it must not be the currency'],
])('%j is refused', async (options, problem) => {
  const { pay } = under();
  expect(() => paymentContract(pay, options)).toThrow(problem);
  await expect(checkPaymentFunction(pay, options)).rejects.toThrow(problem);
});
