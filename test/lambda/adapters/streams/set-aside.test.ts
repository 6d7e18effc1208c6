/** What the readers of the stream have in common: orders that are set aside, retries, and what sets off alarms. */
import { delayOf } from '../../../../lambda/adapters/streams/retry-queue';
import { orderStream } from '../../../../lambda/orders/streams';
import { SITUATIONS, anOrder, orderPlaced } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { never } from '../../../support/world/streams/invocation';
import { recordOf } from '../../../support/world/streams/memory-queue';
import { newProjection, streamOf } from '../../../support/world/streams/projection';

const ALL_DONE = { batchItemFailures: [] };
const CONFIRMED = imagesOf('A-1', SITUATIONS.confirmed);
const OTHER = imagesOf('B-2', [orderPlaced(anOrder({ orderId: 'B-2' }))]);
const UNKNOWN = [...CONFIRMED.slice(0, 3), { ...CONFIRMED[3]!, t: { S: 'OrderTeleported' } }, ...CONFIRMED.slice(4)];

describe('fault 14: a record that comes alone and is old', () => {
  test('is handed over unread, at once, because it may have stopped the function', async () => {
    const { log, rows, queue, deliver, retry } = newProjection();
    log.items.set(orderStream('A-1'), CONFIRMED);
    const put = jest.spyOn(rows, 'put');
    expect(await deliver([CONFIRMED[0]!], 301)).toEqual(ALL_DONE);
    expect(put).not.toHaveBeenCalled();
    expect(queue.orders).toMatchObject([{ orderId: 'A-1', version: 1 }]);
    expect(queue.sent).toMatchObject([{ delay: 0 }]);
    expect(await retry()).toEqual(ALL_DONE);
    expect(await rows.get('A-1')).toMatchObject({ version: 6, stuck: undefined });
    expect(queue.sent).toEqual([]);
  });

  test('is delivered again while it can be neither marked nor handed over', async () => {
    const { queue, deliver } = newProjection();
    queue.failure = new Error('SQS is down');
    expect(await deliver([CONFIRMED[0]!], 301)).toEqual({ batchItemFailures: [{ itemIdentifier: '100' }] });
  });

  test.each([
    ['that is young', [CONFIRMED[0]!], 299],
    ['with another', [CONFIRMED[0]!, OTHER[0]!], 3_600],
  ])('is projected as always if it is one %s', async (_, images, age) => {
    const { rows, queue, deliver } = newProjection();
    expect(await deliver(images, age)).toEqual(ALL_DONE);
    expect(await rows.get('A-1')).toMatchObject({ version: 1 });
    expect(queue.sent).toEqual([]);
  });
});

describe('an order that is set aside', () => {
  test('is tried again with a growing delay, up to ten minutes', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 50].map(delayOf)).toEqual([15, 30, 60, 120, 240, 480, 600, 600, 600]);
  });

  test('sends a fresh message each time, so that none is received often enough for the dead-letter queue', async () => {
    const { log, queue, deliver, retry, pass } = newProjection();
    log.items.set(orderStream('A-1'), UNKNOWN);
    await deliver(UNKNOWN);
    for (let tries = 0; tries < 5; tries++) {
      expect(queue.sent).toHaveLength(1);
      expect(queue.sent).toMatchObject([{ delay: delayOf(tries) }]);
      expect(queue.orders).toMatchObject([{ orderId: 'A-1', version: 4, since: '2026-11-24T10:00:00.000Z', tries }]);
      pass(delayOf(tries));
      expect(await retry()).toEqual(ALL_DONE);
    }
  });

  test('has one message, however often its row cannot be marked at first', async () => {
    const { log, rows, queue, deliver } = newProjection();
    log.items.set(orderStream('A-1'), UNKNOWN);
    const mark = jest.spyOn(rows, 'markStuck');
    for (let delivery = 0; delivery < 3; delivery++) {
      mark.mockRejectedValueOnce(new Error('throttled'));
      expect(await deliver(UNKNOWN)).toEqual({ batchItemFailures: [{ itemIdentifier: '100' }] });
    }
    expect(await deliver(UNKNOWN)).toEqual(ALL_DONE);
    expect(queue.orders).toMatchObject([{ orderId: 'A-1', version: 4 }]);
    expect(await rows.get('A-1')).toMatchObject({ version: 3, stuck: { version: 4 } });
  });

  test('also sends one if its retry fails, as in an outage', async () => {
    const { log, rows, queue, deliver, retry } = newProjection();
    log.items.set(orderStream('A-1'), UNKNOWN);
    await deliver(UNKNOWN);
    jest.spyOn(rows, 'get').mockRejectedValueOnce(new Error('DynamoDB is down'));
    expect(await retry()).toEqual(ALL_DONE);
    expect(queue.orders).toMatchObject([{ tries: 1, error: 'Error: DynamoDB is down' }]);
  });

  test('stays on the queue if the fresh message cannot be sent', async () => {
    const { log, queue, deliver, invoke } = newProjection();
    log.items.set(orderStream('A-1'), UNKNOWN);
    await deliver(UNKNOWN);
    const Records = queue.take();
    queue.failure = new Error('SQS is down');
    expect(await invoke({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: Records[0]!.messageId }] });
  });

  test('is put back before the time of the function is over', async () => {
    const { log, rows, queue, deliver, retry, hurry } = newProjection();
    log.items.set(orderStream('A-1'), UNKNOWN);
    await deliver(UNKNOWN);
    jest.spyOn(rows, 'get').mockReturnValue(never() as never);
    hurry();
    expect(await retry()).toEqual(ALL_DONE);
    expect(queue.orders).toMatchObject([{ tries: 1, error: expect.stringContaining('DeadlineExceeded') }]);
  });

  test('counts each retry after 15 minutes, before the work, and none before', async () => {
    const { log, queue, count, deliver, retry, pass } = newProjection();
    log.items.set(orderStream('A-1'), UNKNOWN);
    await deliver(UNKNOWN);
    pass(899);
    await retry();
    expect(count).not.toHaveBeenCalled();
    pass(1);
    await retry();
    await retry();
    const { error } = queue.orders[0]!;
    expect(count.mock.calls).toEqual([
      ['ProjectionParked', { orderId: 'A-1', error }],
      ['ProjectionParked', { orderId: 'A-1', error }],
    ]);
  });
});

test('a message that nobody of us has written stays on the queue, and ends on the dead-letter queue', async () => {
  const { invoke } = newProjection();
  for (const body of ['{', 'null', '{"Records":[]}']) {
    expect(await invoke({ Records: [recordOf(body, 'id-1')] }))
      .toEqual({ batchItemFailures: [{ itemIdentifier: 'id-1' }] });
  }
});

describe('an event that somebody changes or deletes', () => {
  const key = { pk: { S: 'ORDER#A-1' }, v: { N: '2' } };
  const tampered = (eventName: string, Keys: object, NewImage?: object) =>
    ({ eventName, dynamodb: { Keys, NewImage, SequenceNumber: '100' } }) as never;

  test('is counted, also one of a notification, and is not projected', async () => {
    const { rows, count, invoke } = newProjection();
    const notification = { pk: { S: 'ORDER#A-1#NTF' }, v: { N: '1' } };
    const Records = [tampered('MODIFY', key, CONFIRMED[1]), tampered('REMOVE', notification)];
    expect(await invoke({ Records })).toEqual(ALL_DONE);
    expect(count.mock.calls).toEqual([
      ['Tampered', { operation: 'MODIFY', stream: 'ORDER#A-1', version: '2' }],
      ['Tampered', { operation: 'REMOVE', stream: 'ORDER#A-1#NTF', version: '1' }],
    ]);
    expect(await rows.get('A-1')).toBeUndefined();
  });

  test('does not stop the events beside it', async () => {
    const { rows, now, invoke } = newProjection();
    const Records = [tampered('REMOVE', key), ...streamOf(OTHER, now()).Records];
    expect(await invoke({ Records })).toEqual(ALL_DONE);
    expect(await rows.get('B-2')).toMatchObject({ version: 1 });
  });
});
