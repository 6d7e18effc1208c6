import { orderCommandOf } from '../../../../lambda/domain/commands/command';
import { commandInBody } from '../../../../lambda/domain/commands/read-command';
import { readQueueMessage } from '../../../../lambda/domain/commands/read-queue-message';
import { runMessage } from '../../../../lambda/domain/order/run-message';
import { cancelOrder, reportPayment, retryOrder } from '../../../support/given/client-commands';
import { anOrder } from '../../../support/given/orders';

/** What reading comes to: the kind, and each problem as `code path`. */
function readingOf(input: unknown) {
  const reading = readQueueMessage(typeof input === 'string' ? input : JSON.stringify(input));
  const problems = 'problems' in reading ? reading.problems.map(({ code, path }) => `${code} ${path}`) : [];
  return { kind: reading.kind, problems };
}

const messagesOf = (input: unknown) => {
  const reading = readQueueMessage(JSON.stringify(input));
  return 'problems' in reading ? reading.problems.map(({ message }) => message) : [];
};

describe('a message of the order queue is', () => {
  test.each([cancelOrder(), cancelOrder({ data: {} }), retryOrder()])('a command: %j', command => {
    expect(readQueueMessage(JSON.stringify(command))).toEqual({ kind: 'command', command });
  });

  test('an order, or the id of one', () => {
    expect(readQueueMessage(JSON.stringify(anOrder()))).toMatchObject({ kind: 'acceptable', order: anOrder() });
    expect(readQueueMessage(runMessage('A-1'))).toEqual({ kind: 'run', orderId: 'A-1' });
  });

  test.each(['', '[]', 'null', '{"run":" "}', '"command"', '["command"]'])('nothing: %s', text => {
    expect(readQueueMessage(text).kind).toBe('unreadable');
  });
});

describe('a command has an id', () => {
  test.each(['c-1', '6f1c7d1e-8f57-4d3c-9a54-7f3f5e0f8a11', 'stripe:evt_1', 'x'.repeat(128)])('like %s', commandId => {
    expect(readingOf(cancelOrder({ commandId })).kind).toBe('command');
  });

  test.each(['', ' c', 'c ', 'c#1', 'c/1', 'c%1', 'c\n', 'ü', '_c', 'x'.repeat(129)])('but not like %j', commandId => {
    expect(readingOf(cancelOrder({ commandId }))).toEqual({
      kind: 'no-command', problems: ['COMMAND_ID_INVALID $.commandId'],
    });
  });
});

describe('a command has an actor', () => {
  const ARN = 'arn:aws:sts::123456789012:assumed-role/Shop/s';
  test.each(['s', 'support:jane', ARN, 'x'.repeat(100)])('like %s', actor => {
    expect(readingOf(retryOrder({ actor })).kind).toBe('command');
  });

  test.each(['', ' s', 's ', 's\r\nBcc: x', '\u202ejane', 'x'.repeat(101)])('but not like %j', actor => {
    expect(readingOf(retryOrder({ actor }))).toEqual({ kind: 'no-command', problems: ['ACTOR_INVALID $.actor'] });
  });
});

describe('fault 27: what only says that it is a command has all of its problems, with their paths:', () => {
  const { data: _, ...noData } = retryOrder();
  test.each<[string, unknown, string[]]>([
    ['an unknown command', { ...retryOrder(), command: 'DropTable' }, ['COMMAND_UNKNOWN $.command']],
    ['a command of another type', { ...retryOrder(), command: {} }, ['WRONG_TYPE $.command']],
    ['a property of objects', { ...retryOrder(), command: 'constructor' }, ['COMMAND_UNKNOWN $.command']],
    ['another version', { ...retryOrder(), version: 2 }, ['COMMAND_VERSION_UNKNOWN $.version']],
    ['a version that is a text', { ...retryOrder(), version: '1' }, ['WRONG_TYPE $.version']],
    ['no data', noData, ['MISSING $.data']],
    ['data of another command', { ...retryOrder(), data: { reason: 'x' } }, ['UNKNOWN_FIELD $.data.reason']],
    ['an unknown field', { ...cancelOrder(), force: true }, ['UNKNOWN_FIELD $.force']],
    ['the id of a canary', { ...retryOrder(), orderId: '_canary-1' }, ['ORDER_ID_INVALID $.orderId']],
    ['a line break in the reason', cancelOrder({ data: { reason: 'a\nb' } }), ['CONTROL_CHARACTER $.data.reason']],
    ['a long reason', cancelOrder({ data: { reason: 'x'.repeat(201) } }), ['TEXT_TOO_LONG $.data.reason']],
    ['an empty reason', cancelOrder({ data: { reason: '' } }), ['TEXT_EMPTY $.data.reason']],
    ['half a character', cancelOrder({ data: { reason: '\ud800' } }), ['BROKEN_UNICODE $.data.reason']],
    ['a field of the prototype', '{"command":"RetryOrder","version":1,"commandId":"c","orderId":"A","actor":"s","data":{"__proto__":{}}}', ['UNKNOWN_FIELD $.data.__proto__']],
    ['nothing else', { command: 'CancelOrder' }, ['MISSING $.version', 'MISSING $.commandId', 'MISSING $.orderId', 'MISSING $.actor', 'MISSING $.data']],
    ['an order besides', { ...anOrder(), command: 'x' }, ['MISSING $.version', 'MISSING $.commandId', 'MISSING $.actor', 'MISSING $.data', 'UNKNOWN_FIELD $.customer', 'UNKNOWN_FIELD $.currency', 'UNKNOWN_FIELD $.lines', 'UNKNOWN_FIELD $.payment', 'COMMAND_UNKNOWN $.command']],
  ])('%s', (__, input, problems) => {
    const reading = readingOf(input);
    expect([reading.kind, new Set(reading.problems)]).toEqual(['no-command', new Set(problems)]);
  });

  test('in words', () => {
    expect(messagesOf({ ...retryOrder(), command: 'Cancel' })).toEqual([
      '$.command is "Cancel"; allowed: CancelOrder, RetryOrder, ReportPayment',
    ]);
    expect(messagesOf({ ...retryOrder(), version: 2 })).toEqual(['$.version is 2; allowed: 1']);
    expect(messagesOf({ ...retryOrder(), data: { a: 1 } })).toEqual([
      '$.data.a is not known; allowed: only the fields of the schema',
    ]);
  });
});

test('fault 50: a command of more than 16 KiB is not looked at', () => {
  const text = JSON.stringify(retryOrder());
  expect(readingOf(text.padEnd(16_384)).kind).toBe('command');
  expect(readingOf(text.padEnd(16_385))).toEqual({ kind: 'no-command', problems: ['COMMAND_TOO_LARGE $'] });
  expect(readingOf({ ...retryOrder(), x: Array(60_000).fill(0) }).problems).toEqual(['COMMAND_TOO_LARGE $']);
});

describe('the body of a request', () => {
  const read = (input: unknown) =>
    commandInBody({ input, bytes: 100 }, { command: 'CancelOrder', orderId: 'A-1' });

  test('is the command that the same fields make on the queue', () => {
    expect(read({ commandId: 'c-1', actor: 'support:jane', reason: 'changed my mind' }))
      .toEqual({ kind: 'command', command: cancelOrder() });
  });

  test('comes from the API if it does not say from whom', () => {
    expect(read({ commandId: 'c-1' })).toEqual({ kind: 'command', command: cancelOrder({ actor: 'api', data: {} }) });
  });

  test.each<[unknown, string[]]>([
    [{}, ['MISSING $.commandId']],
    [[], ['WRONG_TYPE $']],
    [null, ['WRONG_TYPE $']],
    [{ commandId: 1, reason: 2, orderId: 'B-1' }, ['WRONG_TYPE $.commandId', 'WRONG_TYPE $.reason', 'UNKNOWN_FIELD $.orderId']],
  ])('%j has problems', (input, problems) => {
    const reading = read(input);
    const found = 'problems' in reading ? reading.problems.map(({ code, path }) => `${code} ${path}`) : [];
    expect(found).toEqual(problems);
  });
});

const CIRCUMSTANCES = { now: new Date('2026-01-01T12:00:00.000Z'), authorizationLife: 86_400_000 };

test('a report comes at a time, and an authorization whose end it does not tell has the usual life', () => {
  const { data } = reportPayment();
  expect(orderCommandOf(reportPayment(), CIRCUMSTANCES)).toEqual({
    type: 'ReportPayment', ...data, at: '2026-01-01T12:00:00.000Z', captureBefore: '2026-01-02T12:00:00.000Z',
  });
});

test('what the order decides on', () => {
  expect(orderCommandOf(cancelOrder(), CIRCUMSTANCES))
    .toEqual({ type: 'RequestCancellation', by: 'support:jane', reason: 'changed my mind' });
  expect(orderCommandOf(retryOrder(), CIRCUMSTANCES)).toEqual({ type: 'RequestRetry', by: 'support:jane' });
});
