import * as fc from 'fast-check';
import { readMessage } from '../../../lambda/domain/order/read-message';
import { type Backoff, fullJitter } from '../../../lambda/lib/backoff';
import { digestOf } from '../../../lambda/lib/digest';
import { optional, required } from '../../../lambda/lib/environment';
import { groupBy } from '../../../lambda/lib/group-by';
import { jsonAnswer, problemAnswer } from '../../../lambda/lib/http';
import { system } from '../../../lambda/lib/system';
import { Env } from '../../../src/contract/environment';
import { MAX_ORDER_BYTES } from '../../../src/contract/intake';
import { anOrder } from '../../support/given/orders';

describe('backoff', () => {
  const waitOf = async (random: number, ...args: Parameters<Backoff>): Promise<number> => {
    const sleep = jest.fn(async () => undefined);
    await fullJitter({ sleep, random: () => random })(...args);
    return (sleep.mock.lastCall as unknown as [number])[0];
  };

  test.each([
    [1, 20],
    [2, 40],
    [3, 80],
    [6, 640],
    [7, 1_000],
    [2_000, 1_000],
  ])('waits up to its ceiling at try %d: %d ms', async (attempt, ceiling) => {
    expect(await waitOf(0, attempt)).toBe(0);
    expect(await waitOf(0.5, attempt)).toBe(ceiling / 2);
  });

  test('base and cap can be given', async () => {
    expect(await waitOf(0.5, 3, 50)).toBe(100);
    expect(await waitOf(0.5, 9, 50, 400)).toBe(200);
  });
});

describe('system', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 1_234 }));
  afterEach(() => void jest.useRealTimers());

  test('acts after the time, unless it is stopped before', () => {
    const [acts, stopped] = [jest.fn(), jest.fn()];
    system.after(40, acts);
    const stop = system.after(40, stopped);
    jest.advanceTimersByTime(39);
    expect(acts).not.toHaveBeenCalled();
    stop();
    jest.advanceTimersByTime(1);
    expect([acts, stopped].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
  });

  test('sleeps until the time is over', async () => {
    const ended = jest.fn();
    void system.sleep(40).then(ended);
    await jest.advanceTimersByTimeAsync(39);
    expect(ended).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledTimes(1);
  });

  test('knows the time, a fraction and an id', () => {
    expect(system.now().getTime()).toBe(1_234);
    expect(system.random()).toBeGreaterThanOrEqual(0);
    expect(system.random()).toBeLessThan(1);
    expect(system.newId()).not.toBe(system.newId());
  });
});

describe('digest', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).reverse().map(([key, entry]) => [key, reversed(entry)]));
  };

  test('does not depend on the order of keys, at any depth', () => {
    fc.assert(fc.property(fc.jsonValue(), value => {
      expect(digestOf(reversed(value))).toBe(digestOf(value));
    }));
  });

  test('is 64 hexadecimal digits', () => {
    expect(digestOf(anOrder())).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ['a value', anOrder({ currency: 'EUR' })],
    ['a field', anOrder({ metadata: {} })],
    ['the order of lines', anOrder({ lines: [...anOrder().lines].reverse() })],
    ['a price by one', anOrder({ lines: [{ ...anOrder().lines[0]!, unitPrice: 1251 }, anOrder().lines[1]!] })],
    ['a space', anOrder({ customer: { ...anOrder().customer, name: 'Ada  Lovelace' } })],
  ])('changes with %s', (_, other) => {
    expect(digestOf(other)).not.toBe(digestOf(anOrder()));
  });

  test('tells values apart that look alike', () => {
    const values = [
      1,
      '1',
      [1],
      { 1: 1 },
      null,
      'null',
      [],
      {},
      [[]],
      ['', ''],
      [','],
      true,
      'true',
      { a: { b: 1 } },
      { 'a.b': 1 },
      { a: 1, b: 2 },
      { a: '1,"b":2' },
    ];
    expect(new Set(values.map(digestOf)).size).toBe(values.length);
  });

  test('takes a field that is undefined for a field that is not there, as JSON does', () => {
    expect(digestOf({ a: 1, b: undefined })).toBe(digestOf({ a: 1 }));
  });
});

test('groups keep their items in order, under any key', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', '', '__proto__', 'constructor'), fc.nat())), items => {
      const groups = groupBy(items, ([key]) => key);
      expect([...groups.keys()]).toEqual([...new Set(items.map(([key]) => key))]);
      for (const [key, group] of groups) expect(group).toEqual(items.filter(item => item[0] === key));
    }),
  );
});

describe('environment', () => {
  test('a variable that is missing or empty is a defect that is named', () => {
    delete process.env[Env.TOPIC_ARN];
    expect(() => required(Env.TOPIC_ARN)).toThrow('environment variable NOTIFICATION_TOPIC_ARN is not set');
    process.env[Env.TOPIC_ARN] = '';
    expect(() => required(Env.TOPIC_ARN)).toThrow('is not set');
    expect(optional(Env.TOPIC_ARN)).toBeUndefined();
  });

  test('a variable that is set', () => {
    process.env[Env.TOPIC_ARN] = 'arn';
    expect([required(Env.TOPIC_ARN), optional(Env.TOPIC_ARN)]).toEqual(['arn', 'arn']);
  });
});

describe('answers', () => {
  test('are JSON that no cache keeps', () => {
    expect(jsonAnswer(202, { a: 1 }, { location: '/x' })).toEqual({
      statusCode: 202,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'location': '/x' },
      body: '{"a":1}',
    });
  });

  test('errors are problem details', () => {
    const answer = problemAnswer(400, 'MISSING', 'no order', [{ path: '$', code: 'MISSING', message: 'm' }]);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json' });
    expect(JSON.parse(answer.body)).toEqual({
      type: 'about:blank',
      status: 400,
      title: 'no order',
      code: 'MISSING',
      problems: [{ path: '$', code: 'MISSING', message: 'm' }],
    });
  });
});

describe('messages', () => {
  test.each(['', '{', 'order', '{"orderId":}', '\ufeff{}', '{"a":1}}', '{"a":"\n"}'])('%j is no JSON', text => {
    expect(readMessage(text)).toMatchObject({ kind: 'unreadable', problems: [{ path: '$', code: 'MALFORMED_JSON' }] });
  });

  test('10,000 levels of brackets do no harm', () => {
    expect(readMessage('['.repeat(10_000))).toMatchObject({ kind: 'unreadable' });
    expect(readMessage(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)).toMatchObject({
      kind: 'unreadable',
      problems: [{ code: 'WRONG_TYPE', path: '$' }],
    });
  });

  test('the limit counts bytes, not characters', () => {
    const sized = (bytes: number) => JSON.stringify(anOrder()).padEnd(bytes);
    expect(readMessage(sized(MAX_ORDER_BYTES)).kind).toBe('acceptable');
    expect(readMessage(sized(MAX_ORDER_BYTES + 1))).toEqual({
      kind: 'too-large',
      problems: [],
      bytes: MAX_ORDER_BYTES + 1,
    });
    expect(readMessage('é'.repeat(MAX_ORDER_BYTES / 2 + 1)).kind).toBe('too-large');
  });
});
