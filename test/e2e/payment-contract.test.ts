/** The contract suite of cdk-order-pipeline/testing on the payment function in Python, by its command line. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paymentContract } from '../../testing';
import { ROOT } from '../../tools/root';
import { bankCommand } from '../support/payment-function/bank-command';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'payment-contract-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pay = join(ROOT, 'examples', 'payment-python', 'payment', 'pay.py');
const { provider, options } = bankCommand(['python3', pay], join(folder, 'bank.json'));

describe('the payment function in Python keeps the contract:', () => {
  test.each(paymentContract(provider, options))('$name', ({ run }) => run());
});
