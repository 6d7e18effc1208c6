/**
 * Copies of a message: SQS delivers one twice, an acknowledgement is lost, or the answer to a message that SQS has
 * taken. Each copy would go on by itself, page after page and retry after retry.
 */
import type { SQSRecord } from 'aws-lambda';
import * as fc from 'fast-check';
import type { StreamHandler } from '../../../../lambda/adapters/streams/stream-handler';
import type { BatchResponse } from '../../../../lambda/lib/batch';
import { orderStream } from '../../../../lambda/orders/streams';
import { SITUATIONS } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { UNHURRIED } from '../../../support/world/streams/invocation';
import { redrivenTable } from '../../../support/world/streams/redriven-table';

const ALL_DONE = { batchItemFailures: [] };

// Pages have 1,000 events, and orders six: each of the four segments has a page per 667 orders.

const CONFIRMED = imagesOf('A-1', SITUATIONS.confirmed);
const UNKNOWN = [...CONFIRMED.slice(0, 3), { ...CONFIRMED[3]!, t: { S: 'OrderTeleported' } }, ...CONFIRMED.slice(4)];

describe('a copy', () => {
  test('of a page does not go on where the page has gone on', async () => {
    const world = redrivenTable(1_000);
    await world.invoke({ redrive: { all: true } });
    const [page] = world.queue.take();
    expect(await world.invoke({ Records: [page] })).toEqual(ALL_DONE);
    expect(await world.invoke({ Records: [{ ...page, messageId: 'copy' }] })).toEqual(ALL_DONE);
    expect(world.queue.messages).toHaveLength(1);
    expect(world.calls.filter(({ name }) => name === 'Scan')).toHaveLength(1);
  });

  test('of a page that another container has taken goes on as far as the next that this one knows', async () => {
    const world = redrivenTable(2_000);
    const other = world.container();
    await world.invoke({ redrive: { all: true } });
    const [page] = world.queue.take();
    await world.invoke({ Records: [page] });
    await world.retry(); // the second page is done here
    world.queue.sent = [];
    await other({ Records: [page] }, UNHURRIED);
    expect(world.queue.messages).toHaveLength(1);
    await world.retry();
    expect(world.queue.messages).toHaveLength(0);
  });

  test('of an order that is set aside makes no second chain of retries', async () => {
    const { log, queue, deliver, invoke } = redrivenTable(0);
    log.items.set(orderStream('A-1'), UNKNOWN);
    await deliver(UNKNOWN);
    const [message] = queue.take();
    await invoke({ Records: [message] });
    await invoke({ Records: [{ ...message, messageId: 'copy' }] });
    expect(queue.orders).toMatchObject([{ orderId: 'A-1', version: 4, tries: 1 }]);
  });

  test('of the same page, of another redrive, is none', async () => {
    const world = redrivenTable(10);
    for (const seconds of [0, 1]) {
      world.pass(seconds);
      await world.invoke({ redrive: { all: true } });
      await world.retry();
    }
    expect(world.calls.filter(({ name }) => name === 'Scan')).toHaveLength(8);
  });
});

describe('if SQS does not answer', () => {
  test('a page stays on the queue, instead of being sent again', async () => {
    const world = redrivenTable(1_000);
    await world.invoke({ redrive: { all: true } });
    const [page] = world.queue.take() as [SQSRecord];
    world.queue.losesAnswer = true;
    const failed = { batchItemFailures: [{ itemIdentifier: page.messageId }] };
    expect(await world.invoke({ Records: [page] })).toEqual(failed);
    expect(world.queue.messages).toMatchObject([{ page: { cursor: expect.anything(), tries: 0 } }]);
    world.queue.losesAnswer = false;
    expect(await world.invoke({ Records: [page] })).toEqual(ALL_DONE);
  });
});

/** A delivery: of which message, to which container, and what is lost of it. */
const delivery = fc.record({
  which: fc.nat(1_000),
  container: fc.nat(1),
  answerLost: fc.boolean(),
  acknowledged: fc.nat(3).map(n => n === 0),
});

test('however many copies there are, a container takes a page once at most, and nothing is left out', async () => {
  await fc.assert(fc.asyncProperty(fc.array(delivery, { minLength: 60, maxLength: 60 }), async outage => {
    const world = redrivenTable(1_000); // two pages in each segment
    const containers = [world.container(), world.container()];
    await world.invoke({ redrive: { all: true } });
    let waiting = world.queue.take();

    const take = async (record: SQSRecord, container: StreamHandler) => {
      const { batchItemFailures } = await container({ Records: [record] }, UNHURRIED) as BatchResponse;
      waiting = [...waiting, ...world.queue.take()];
      return batchItemFailures.length === 0;
    };
    for (const { which, container, answerLost, acknowledged } of outage) {
      const record = waiting[which % waiting.length];
      if (!record) break;
      world.queue.losesAnswer = answerLost;
      if (await take(record, containers[container]!) && acknowledged) waiting = waiting.filter(one => one !== record);
    }

    world.queue.losesAnswer = false;
    const before = world.calls.length;
    for (let n = 0; waiting.length > 0; n++) {
      const [record, ...others] = waiting as [SQSRecord, ...SQSRecord[]];
      waiting = others;
      expect(await take(record, containers[n % containers.length]!)).toBe(true);
    }
    const pages = 4 * 2;
    const scans = world.calls.slice(before).filter(({ name }) => name === 'Scan');
    expect(scans.length).toBeLessThanOrEqual(containers.length * pages);
    for (const id of world.ids) expect(await world.rows.get(id)).toMatchObject({ version: 6 });
  }), { numRuns: 5 });
});
