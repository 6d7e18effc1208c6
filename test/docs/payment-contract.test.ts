/** docs/payment-contract.md lists the cases of the suite, and its options. */
import { pageOf } from './markdown';
import { paymentContract } from '../../testing';
import { contractSettings } from '../../testing/payment/conversation/options';

const page = pageOf('docs/payment-contract.md');
const [, table] = /^## The cases$(.*?)^## /ms.exec(page)!;

test('the cases, in the words of the suite', () => {
  const cases = paymentContract(async () => undefined);
  const rows = table!.trim().split('\n').slice(2);
  expect(rows).toEqual(cases.map(({ name, demand }) => `| ${name} | ${demand} |`));
});

test('the options, with their defaults', () => {
  const { amount, currency, otherCurrency, payment, deadline, lookUpDeadline, patience } = contractSettings({});
  for (const row of [
    `| \`payment\` | method \`${payment.method}\`, no token |`,
    `| \`currency\`, \`otherCurrency\`, \`amount\` | \`${currency}\`, \`${otherCurrency}\`, ${amount} |`,
    `| \`deadline\`, \`lookUpDeadline\` | ${deadline / 1_000} s, ${lookUpDeadline / 1_000} s |`,
    `| \`patience\` | ${patience / 1_000} s |`,
  ]) expect(page).toContain(row);
});
