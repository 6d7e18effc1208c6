/** Canaries: orders that only the heartbeat can send. */
import * as fc from 'fast-check';
import { executionName } from '../../../../lambda/adapters/workflow/execution-name';
import { canaryIdAt, canaryOrder, isCanary } from '../../../../lambda/domain/order/canary';
import { readMessage } from '../../../../lambda/domain/order/read-message';
import { isOrderId } from '../../../../lambda/domain/order/texts';
import { given } from '../../../support/given/given';
import { orderPlaced } from '../../../support/given/orders';

const ID = '_canary-20261124T102000Z';
const canary = canaryOrder(ID);

test('the id of a canary is made of its time, and names its execution', () => {
  expect(canaryIdAt(new Date('2026-11-24T10:20:00.000Z'))).toBe(ID);
  expect(executionName(ID)).toBe(ID);
  expect(isCanary(ID)).toBe(true);
  expect(isCanary('A-1')).toBe(false);
});

test('no id that a client can use is a canary\'s', () => {
  expect(isOrderId(ID)).toBe(false);
  fc.assert(fc.property(fc.string({ maxLength: 128 }), id => {
    expect(isOrderId(id) && isCanary(id)).toBe(false);
  }));
});

test('an order with the id of a canary is not an order', () => {
  expect(readMessage(JSON.stringify(canary)))
    .toMatchObject({ kind: 'unreadable', problems: [{ code: 'ORDER_ID_INVALID' }, { code: 'SKU_RESERVED' }] });
});

test('a canary passes the rules for orders, with a total of 0', () => {
  given(orderPlaced(canary)).when({ type: 'ValidateOrder' })
    .then({ type: 'OrderValidated', data: { currency: 'USD', total: 0 } });
});

test('a canary that breaks a rule does not pass', () => {
  const broken = { ...canary, lines: [] };
  given(orderPlaced(broken)).when({ type: 'ValidateOrder' }).then({
    type: 'OrderRejected',
    data: { code: 'LINES_EMPTY', problems: [expect.objectContaining({ code: 'LINES_EMPTY' })] },
  });
});
