import { Environment, LambdaAccount } from '../../../../bench/burst/aws/lambda-account';
import { SdkClient } from '../../../../bench/burst/aws/sdk-client';
import { Chance } from '../../../../bench/burst/engine/chance';
import { SimulationClock } from '../../../../bench/burst/engine/clock';
import { TemplatePart } from '../../../../bench/burst/settings/template';

function accountOf(concurrency: number, reserved: Record<string, number> = {}) {
  const clock = new SimulationClock();
  const client = () => new SdkClient({ attempts: 3, baseDelay: 0.05, chance: new Chance(1) });
  const functions = new Map(Object.entries(reserved).map(([fn, reservedConcurrency]) =>
    [fn, { timeout: 20, reservedConcurrency, environment: new TemplatePart(fn, {}) }]));
  const account = new LambdaAccount({
    clock, concurrency, functions, newEnvironment: fn => new Environment(fn, client(), client()),
  });
  const beginMany = (fn: string, count: number) => Array.from({ length: count }, () => account.begin(fn));
  return { account, clock, beginMany };
}

const accepted = (invocations: readonly unknown[]) => invocations.filter(one => one !== undefined).length;

test('functions share the concurrency of the account; the rest is refused', () => {
  const { account, beginMany } = accountOf(50);
  expect(accepted([...beginMany('a', 30), ...beginMany('b', 30)])).toBe(50);
  expect(account.throttled).toBe(10);
});

test('an environment is cold once, and used again after its invocation', () => {
  const { account } = accountOf(50);
  const first = account.begin('a')!;
  expect(first.isCold).toBe(true);
  account.end(first);
  const second = account.begin('a')!;
  expect(second.isCold).toBe(false);
  expect(second.environment).toBe(first.environment);
  expect(account.begin('a')!.isCold).toBe(true);
  expect(account.begin('b')!.isCold).toBe(true);
});

test('a reserved concurrency is the function\'s own, and missing for all others', () => {
  const { beginMany } = accountOf(50, { a: 20 });
  expect(accepted(beginMany('b', 50))).toBe(30);
  expect(accepted(beginMany('a', 50))).toBe(20);
});

test('a function gets 1,000 new environments at once, then 100 a second', () => {
  const { clock, beginMany } = accountOf(10_000);
  expect(accepted(beginMany('a', 3_000))).toBe(1_000);
  expect(accepted(beginMany('b', 3_000))).toBe(1_000);
  clock.runUntil(2);
  expect(accepted(beginMany('a', 3_000))).toBe(200);
});

test('an account takes ten invocations a second for each of its concurrency', () => {
  const { account, clock } = accountOf(10);
  const invokeBriefly = () => {
    const invocation = account.begin('a');
    if (invocation) account.end(invocation);
    return invocation;
  };
  expect(accepted(Array.from({ length: 150 }, invokeBriefly))).toBe(100);
  clock.runUntil(0.5);
  expect(accepted(Array.from({ length: 150 }, invokeBriefly))).toBe(50);
});
