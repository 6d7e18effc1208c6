import { orderStream } from '../../../../lambda/orders/streams';
import { anOrder, orderPlaced, orderValidated } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { newProjection } from '../../../support/world/streams/projection';

const ALL_DONE = { batchItemFailures: [] };

const [A1, A2] = imagesOf('A', [orderPlaced(anOrder({ orderId: 'A' })), orderValidated()]);
const [B1, B2] = imagesOf('B', [orderPlaced(anOrder({ orderId: 'B' })), orderValidated()]);

test('the events of one order go together, whichever lie between them', async () => {
  const { rows, deliver } = newProjection();
  expect(await deliver([A1!, B1!, A2!, B2!])).toEqual(ALL_DONE);
  expect(await rows.get('A')).toMatchObject({ version: 2, row: { orderId: 'A', status: 'VALIDATED' } });
  expect(await rows.get('B')).toMatchObject({ version: 2, row: { orderId: 'B', status: 'VALIDATED' } });
  expect(rows.writes).toBe(2);
});

describe('fault 15: a crash or a failure in mid-batch', () => {
  test('an order that fails is reported by its first record, and the others go on', async () => {
    const { rows, queue, deliver } = newProjection();
    rows.crashes = [undefined, 'before'];
    expect(await deliver([A1!, B1!, A2!, B2!])).toEqual({ batchItemFailures: [{ itemIdentifier: '101' }] });
    expect(await rows.get('A')).toMatchObject({ version: 2 });
    expect(await rows.get('B')).toBeUndefined();
    expect(queue.sent).toEqual([]); // it holds the shard
    expect(await deliver([B1!, A2!, B2!])).toEqual(ALL_DONE);
    expect(await rows.get('B')).toMatchObject({ version: 2 });
    expect(rows.writes).toBe(2);
  });

  test('what was written before an answer was lost is not written again', async () => {
    const { rows, deliver } = newProjection();
    rows.crashes = ['after'];
    expect(await deliver([A1!, A2!])).toEqual({ batchItemFailures: [{ itemIdentifier: '100' }] });
    expect(await deliver([A1!, A2!])).toEqual(ALL_DONE);
    expect(rows.writes).toBe(1);
  });
});

test('streams that are not an order\'s own are passed over', async () => {
  const { rows, deliver } = newProjection();
  expect(await deliver(['ORDER#A#NTF', 'ORDER#A#CMD#c-1'].map(S => ({ ...A1!, pk: { S } })))).toEqual(ALL_DONE);
  expect(rows.writes).toBe(0);
});

test('fault 8: a batch that DynamoDB throttles is reported whole, and nothing is set aside', async () => {
  const { rows, queue, deliver } = newProjection();
  rows.crashes = ['before', 'before'];
  expect(await deliver([A1!, B1!], 3_600))
    .toEqual({ batchItemFailures: [{ itemIdentifier: '100' }, { itemIdentifier: '101' }] });
  expect(queue.sent).toEqual([]);
});

test('an order that is stored by hand with text that no row can hold is set aside; its batch goes on', async () => {
  const { log, rows, queue, deliver } = newProjection();
  const broken = imagesOf('A', [orderPlaced(anOrder({ orderId: 'A', customer: { id: 'C-1', name: '\ud800' } }))])[0]!;
  expect(broken.d!.S).toContain('"name":"\\ud800"');
  log.items.set(orderStream('A'), [broken, A2!]);
  rows.refuses = ({ customer }) => /\p{Surrogate}/u.test(customer.name ?? '');
  expect(await deliver([broken, B1!, A2!, B2!])).toEqual(ALL_DONE);
  expect(await rows.get('A')).toMatchObject({ version: 0, row: undefined, stuck: { version: 1 } });
  expect(await rows.get('B')).toMatchObject({ version: 2 });
  expect(queue.orders).toMatchObject([{ orderId: 'A', version: 1 }]);
});
