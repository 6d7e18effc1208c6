import * as fc from 'fast-check';
import {
  executionName, isOfRun, orderIdOfExecution, runName,
} from '../../../../lambda/adapters/workflow/execution-name';

/** What Step Functions takes and CloudWatch Logs can search for. */
const ALLOWED = /^[A-Za-z0-9_-]{1,80}$/;
const LONGEST_SUFFIX = '-run9999-zzzzzz';

const orderId = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9 ._:@+()~=-]{0,126}[A-Za-z0-9._:@+()~=-])?$/);

test.each(['A', 'A-1', 'order_2026-01', 'x'.repeat(64)])('%s is its own execution name', id => {
  expect(executionName(id)).toBe(id);
});

test.each(['a b', 'a:b', 'a.b', 'a@b', 'a(b)', 'a+b', 'a~b', 'a=b', 'x'.repeat(65), 'x'.repeat(128)])(
  '%s is hashed',
  id => {
    expect(executionName(id)).toMatch(/^[0-9a-f]{64}$/);
  },
);

test('fault 19: any order id makes an allowed name with room for a suffix, the same each time', () => {
  fc.assert(fc.property(orderId, id => {
    expect(executionName(id) + LONGEST_SUFFIX).toMatch(ALLOWED);
    expect(executionName(id)).toBe(executionName(id));
  }));
});

test('fault 19: no order takes the name of another: neither of its hash nor of its further runs', () => {
  const hashed = executionName('a b');
  expect(executionName(hashed)).not.toBe(hashed);
  expect(executionName('A-run2')).not.toBe('A-run2');
  expect(executionName(`${hashed}-run2`)).not.toBe(`${hashed}-run2`);
});

test('every name of an execution has room in Step Functions, and leads back to its order or is a hash', () => {
  const count = fc.integer({ min: 1, max: 9_999 });
  fc.assert(fc.property(orderId, count, count, (id, run, nth) => {
    for (const name of [runName(id, run), runName(id, run, nth)]) {
      expect(name).toMatch(ALLOWED);
      expect(orderIdOfExecution(name)).toBe(executionName(id) === id ? id : undefined);
    }
  }));
});

test('no order takes the name of a later run of another', () => {
  fc.assert(fc.property(orderId, fc.integer({ min: 2, max: 99 }), (id, run) => {
    for (const name of [runName(id, run), runName(id, run, 2)]) {
      expect(executionName(name)).not.toBe(name);
    }
  }));
});

test('different ids make different names', () => {
  fc.assert(fc.property(fc.uniqueArray(orderId, { minLength: 2 }), ids => {
    expect(new Set(ids.map(executionName)).size).toBe(ids.length);
  }));
  expect(new Set(['a b', 'a  b', 'a.b', 'a:b', 'A b', 'a_b', 'a-b'].map(executionName)).size).toBe(7);
});

test('a name tells of which run of its order an execution is', () => {
  const number = fc.integer({ min: 1, max: 99 });
  fc.assert(fc.property(orderId, number, number, number, (id, run, nth, other) => {
    expect(isOfRun(runName(id, run, nth), id, run)).toBe(true);
    expect(isOfRun(runName(id, run, nth), id, other)).toBe(run === other);
  }));
});
