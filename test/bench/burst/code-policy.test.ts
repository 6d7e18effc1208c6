/** What no template shows, the bench reads from the code of the handlers. */
import { currentPolicy, measureTransactionWaits } from '../../../bench/burst/settings/code-policy';
import { readSettings } from '../../../bench/burst/settings/settings';
import { SourceConstants } from '../../../bench/burst/settings/source-constants';
import type { CloudFormationTemplate } from '../../../bench/burst/settings/template';
import { synthPipeline } from '../../support/synth';

const settings = readSettings(synthPipeline().template.toJSON() as CloudFormationTemplate);

test('the waits of a contended transaction are those of the code: each twice the one before', async () => {
  const waits = await measureTransactionWaits();
  expect(waits.length).toBeGreaterThan(2);
  waits.slice(1).forEach((wait, index) => expect(wait).toBeCloseTo(2 * waits[index]!));
});

test('the policy has what the pipeline has, and nothing else', async () => {
  const policy = await currentPolicy(settings);
  expect(policy.dynamoAttempts).toBeGreaterThan(1);
  expect(policy.startAttempts).toBeGreaterThan(1);
  expect(policy.sweeper?.period).toBe(settings.heartbeatPeriod);
  expect(policy.runningBound?.executions).toBe(settings.runningBound?.executions);
  expect(policy.loadWait?.copyAfter).toBeLessThan(settings.queue.maxReceives);
});

describe('constants of a source file', () => {
  const transaction = new SourceConstants('lambda/lib/transaction.ts');

  test('are read by their names', () => {
    expect(transaction.number('MAX_TRANSACTION_ITEMS')).toBe(100);
    expect(new SourceConstants('bench/burst/pipeline/simulation.ts').number('HORIZON')).toBe(48 * 3_600);
  });

  test('stop the bench if they are not there, or are no numbers', () => {
    expect(() => transaction.number('NO_SUCH_NAME')).toThrow('sets NO_SUCH_NAME in 0 places');
    expect(() => transaction.number('TRANSIENT')).toThrow('where the bench expects a number');
  });

  test('stop the bench if there is no such file', () => {
    expect(() => new SourceConstants('lambda/no-such-file.ts')).toThrow('ENOENT');
  });
});
