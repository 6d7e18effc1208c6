/** The message that says that an order on record may have to run. */
import * as fc from 'fast-check';
import { canaryIdAt } from '../../../../lambda/domain/order/canary';
import { readMessage } from '../../../../lambda/domain/order/read-message';
import { readRunMessage, runMessage } from '../../../../lambda/domain/order/run-message';
import { ORDER_ID } from '../../../../lambda/domain/order/texts';
import { anOrder } from '../../../support/given/orders';

test('it leads back to its order, whatever id a client or a heartbeat has given it', () => {
  const time = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') });
  const ids = fc.oneof(fc.stringMatching(ORDER_ID), time.map(canaryIdAt));
  fc.assert(fc.property(ids, orderId => expect(readRunMessage(runMessage(orderId))).toBe(orderId)));
});

test.each([
  '', '{', '{"run":""}', '{"run":5}', '{"run":"A#1"}', '{"run":"A\\"1"}', '{"run":["A-1"]}', '{"run":"_A-1"}',
  '{"run":"A-1","x":1}', '{"run":"A-1"} ', 'x{"run":"A-1"}', `{"run":"${'A'.repeat(200)}"}`,
])('%s is none', body => expect(readRunMessage(body)).toBeUndefined());

test('no order is one, also not with a field of its name', () => {
  const withRun = { run: 'A-1', ...anOrder() };
  for (const order of [anOrder(), withRun]) expect(readRunMessage(JSON.stringify(order))).toBeUndefined();
  expect(readMessage(JSON.stringify(withRun))).toMatchObject({ kind: 'unreadable' });
});

test('it is not read as an order', () => {
  expect(readMessage(runMessage('A-1'))).toMatchObject({ kind: 'unreadable' });
});

test.each<[string, string]>([
  ['{"run":1}', '1'],
  ['{"run": "A-1"}', '"A-1"'],
  ['{"run":["A-1"]}', 'an array of 1'],
  ['{"run":"A-1","x":1}', '"A-1"'],
])('%s is told what such a message looks like, and nothing about orders', (body, value) => {
  const allowed = 'an order; or, on the order queue, exactly {"run":"id"}, without spaces, with the id of an order';
  const message = `$.run is ${value}; allowed: ${allowed}`;
  const problems = [{ path: '$.run', code: 'RUN_MESSAGE_INVALID', message }];
  expect(readMessage(body)).toEqual({ kind: 'unreadable', problems });
});
