/** What becomes of messages on which the intake fails: because of load, or because of a defect. */
import { ExecutionAlreadyExists } from '@aws-sdk/client-sfn';
import type { SQSRecord } from 'aws-lambda';
import { waitAfter } from '../../../../lambda/adapters/queue/redelivery';
import { canaryIdAt, canaryOrder } from '../../../../lambda/domain/order/canary';
import { runMessage } from '../../../../lambda/domain/order/run-message';
import { parkingId } from '../../../../lambda/orders/standing/parkings';
import { LONGEST_PAUSE_MS } from '../../../../lambda/orders/standing/standstill';
import { orderStream } from '../../../../lambda/orders/streams';
import { DEFECT_TRIES, RetryAttribute } from '../../../../src/contract/intake';
import { MetricName } from '../../../../src/contract/metrics';
import { anOrder } from '../../../support/given/orders';
import { DEAD_LETTERS, NOON, ORDER_QUEUE, intake, messageOf, throttled } from '../../../support/world/intake';
import type { Call } from '../../../support/world/stub-client';
import { newWorld, world } from '../../../support/world/world';

const { sfn, sqs } = intake;
const typesOf = (orderId: string) => world.log.items.get(orderStream(orderId))?.map(item => item.t!.S);
const orderIn = ({ input }: Call) => (JSON.parse(input.input as string) as { orderId: string }).orderId;

let sent: readonly Call[];
let start: () => object;
let calls: readonly Call[];

const receive = async (...Records: readonly SQSRecord[]) =>
  (await intake.handler({ Records: [...Records] })).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

interface Moved {
  readonly QueueUrl: string;
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes: Record<string, { readonly StringValue: string }>;
}
const moved = () => sent.filter(({ name }) => name === 'SendMessage').map(({ input }) => input as unknown as Moved);
const attributesOf = ({ MessageAttributes }: Moved) =>
  Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]));
const deferred = () => sent.filter(({ name }) => name === 'ChangeMessageVisibilityBatch').map(({ input }) => input);

beforeEach(() => {
  newWorld();
  start = () => ({});
  calls = sfn.answer({ StartExecution: () => start() });
  sent = sqs.answer({ SendMessage: () => ({}), ChangeMessageVisibilityBatch: () => ({}) });
});

const tooBusy = () => { throw throttled(); };
const broken = () => { throw new TypeError('Cannot read properties of undefined (reading \'ann@example.com\')'); };

describe('load', () => {
  test('fault 49: sends a message back for a random time, in one call for the whole batch', async () => {
    start = tooBusy;
    const records = ['A', 'B', 'C'].map((orderId, n) =>
      messageOf(anOrder({ orderId }), { messageId: `m-${n}`, receives: [1, 3, 19][n] }));
    expect(await receive(...records)).toEqual(['m-0', 'm-1', 'm-2']);
    expect(deferred()).toEqual([{
      QueueUrl: ORDER_QUEUE,
      Entries: [
        { Id: '0', ReceiptHandle: 'handle of m-0', VisibilityTimeout: 6 },
        { Id: '1', ReceiptHandle: 'handle of m-1', VisibilityTimeout: 21 },
        { Id: '2', ReceiptHandle: 'handle of m-2', VisibilityTimeout: 151 },
      ],
    }]);
    expect(moved()).toEqual([]);
  });

  test('fault 49: never moves a message to the dead-letter queue, however long it lasts', async () => {
    start = tooBusy;
    let attributes = {};
    for (let copies = 1; copies <= 5; copies++) {
      const messageId = `m-${copies}`;
      for (let receives = 1; receives < 20; receives++) {
        expect(await receive(messageOf(anOrder(), { messageId, receives, attributes }))).toEqual([messageId]);
      }
      // A copy takes its place, which SQS counts from 0; the message itself is done with.
      expect(await receive(messageOf(anOrder(), { messageId, receives: 20, attributes }))).toEqual([]);
      expect(moved()).toHaveLength(copies);
      const { QueueUrl, DelaySeconds } = moved().at(-1)!;
      expect([QueueUrl, DelaySeconds]).toEqual([ORDER_QUEUE, 151]);
      attributes = attributesOf(moved().at(-1)!);
      expect(attributes).toEqual({
        Failures: '0', OriginalMessageId: 'm-1', OriginalSentTimestamp: String(NOON),
      });
    }
    start = () => ({});
    expect(await receive(messageOf(anOrder(), { attributes }))).toEqual([]);
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
  });

  test('fault 49: a message that only asks to look at an order ends: the next heartbeat sends another', async () => {
    start = tooBusy;
    await world.orders.place(anOrder(), 'api');
    expect(await receive(messageOf(runMessage('A-1'), { messageId: 'm', receives: 19 }))).toEqual(['m']);
    expect(await receive(messageOf(runMessage('A-1'), { messageId: 'm', receives: 20 }))).toEqual([]);
    expect(moved()).toEqual([]);
  });

  test('fault 49: the message of a canary, which is sent once, waits as that of an order does', async () => {
    start = tooBusy;
    const canary = canaryOrder(canaryIdAt(new Date(NOON)));
    await world.orders.place(canary, 'heartbeat');
    expect(await receive(messageOf(runMessage(canary.orderId), { messageId: 'm', receives: 20 }))).toEqual([]);
    expect(moved()).toMatchObject([{ QueueUrl: ORDER_QUEUE, MessageBody: runMessage(canary.orderId) }]);
  });

  test('a copy that cannot be sent leaves the message on the queue', async () => {
    start = tooBusy;
    sqs.answer({ ChangeMessageVisibilityBatch: () => ({}), SendMessage: tooBusy });
    expect(await receive(messageOf(anOrder(), { receives: 20 }))).toEqual(['m-1']);
  });

  test('fault 14: of one order does not touch the others of its batch', async () => {
    calls = sfn.answer({
      StartExecution: ({ name }: { name: string }) => {
        if (name === 'B') throw throttled();
        return {};
      },
    } as never);
    const records = ['A', 'B', 'C'].map(orderId => messageOf(anOrder({ orderId }), { messageId: orderId }));
    expect(await receive(...records)).toEqual(['B']);
  });

  test('is waited for a longer time with each receive, within limits', () => {
    const longest = (receives: number) => waitAfter(receives, () => 1 - Number.EPSILON);
    expect([1, 2, 3, 4, 5, 6, 7, 1_000].map(longest)).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
    expect([1, 6, 1_000].map(receives => waitAfter(receives, () => 0))).toEqual([1, 1, 1]);
  });

  test('that lets nobody change the visibility leaves the message to the visibility timeout', async () => {
    start = tooBusy;
    sqs.answer({ ChangeMessageVisibilityBatch: tooBusy });
    expect(await receive(messageOf(anOrder()))).toEqual(['m-1']);
    sqs.answer({ ChangeMessageVisibilityBatch: () => ({ Failed: [{ Id: '0', Code: 'ReceiptHandleIsInvalid' }] }) });
    expect(await receive(messageOf(anOrder()))).toEqual(['m-1']);
  });

  test('is counted once a message is older than a quarter of an hour', async () => {
    start = tooBusy;
    const minutesAgo = (minutes: number) => ({ sent: NOON - minutes * 60_000 });
    await receive(messageOf(anOrder(), minutesAgo(15)));
    expect(world.count).not.toHaveBeenCalled();
    await receive(messageOf(anOrder(), minutesAgo(16)), messageOf(anOrder({ orderId: 'B' }), minutesAgo(17)));
    expect(world.count.mock.calls).toEqual([[MetricName.ORDER_DELAYED]]);
    const copy = { attributes: { OriginalSentTimestamp: String(NOON - 16 * 60_000) } };
    await receive(messageOf(anOrder(), copy));
    expect(world.count).toHaveBeenCalledTimes(2);
    // A message that is no order makes none late: the gauges of the heartbeat show how long an order stands still.
    await receive(messageOf(runMessage('B'), minutesAgo(17)));
    expect(world.count).toHaveBeenCalledTimes(2);
  });
});

describe('a bound on running orders', () => {
  const running = (count: number, name = 'Z') => ({
    ListExecutions: () => ({ executions: Array.from({ length: count }, () => ({ name })) }),
    StartExecution: () => ({}),
  });
  const five = ['A', 'B', 'C', 'D', 'E'].map(orderId => messageOf(anOrder({ orderId }), { messageId: orderId }));

  test('fault 49: starts as many as there is room for; the others wait, and are not even looked up', async () => {
    calls = sfn.answer(running(7));
    const response = await intake.bounded(10)({ Records: five });
    expect(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['D', 'E']);
    expect(calls.filter(({ name }) => name === 'StartExecution').map(orderIn)).toEqual(['A', 'B', 'C']);
    expect([typesOf('C'), typesOf('D')]).toEqual([['OrderPlaced'], undefined]);
    expect(deferred()[0]!.Entries).toHaveLength(2);
  });

  test('fault 51: leaves half of the room to orders that were never parked, and no more', async () => {
    for (const orderId of ['A', 'B', 'C']) {
      await world.orders.place(anOrder({ orderId }), 'api');
      const command = { type: 'ParkOrder', step: 'TakePayment', error: 'PaymentOutcomeUnknown', cause: '' } as const;
      await world.orders.execute(orderId, command, { id: parkingId(orderId) });
    }
    await world.orders.place(anOrder({ orderId: 'D' }), 'api');
    const looks = ['A', 'B', 'C', 'D'].map(orderId => messageOf(runMessage(orderId), { messageId: orderId }));
    const started = async (count: number, ...Records: readonly SQSRecord[]) => {
      calls = sfn.answer(running(count, 'Z-run2'));
      await intake.bounded(10, () => new Date(Date.now() + LONGEST_PAUSE_MS))({ Records: [...Records] });
      return calls.filter(({ name }) => name === 'StartExecution').map(orderIn);
    };
    expect(await started(3, ...looks)).toEqual(expect.arrayContaining(['D']));
    expect(await started(3, ...looks.slice(0, 3))).toHaveLength(2);
    expect(await started(5, ...looks)).toEqual(['D']);
    expect(await started(5, messageOf(anOrder({ orderId: 'E' })))).toEqual(['E']);

    calls = sfn.answer(running(7)); // first runs
    await intake.bounded(10, () => new Date(Date.now() + LONGEST_PAUSE_MS))({ Records: looks.slice(0, 3) });
    expect(calls.filter(({ name }) => name === 'StartExecution')).toHaveLength(3);
  });

  test('fault 50: does not hold up what is no order', async () => {
    sfn.answer(running(10));
    const order = messageOf(anOrder(), { messageId: 'm-2' });
    const response = await intake.bounded(10)({ Records: [messageOf('{'), order] });
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm-2' }]);
    expect(moved().map(({ QueueUrl }) => QueueUrl)).toEqual([DEAD_LETTERS]);
  });
});

describe('a defect', () => {
  /** Delivers a message, and every copy that the intake makes of it, and returns the deliveries. */
  async function deliverUntilGone(first: SQSRecord): Promise<number> {
    let record = first;
    for (let deliveries = 1; ; deliveries++) {
      sent = sqs.answer({ SendMessage: () => ({}), ChangeMessageVisibilityBatch: () => ({}) });
      expect(await receive(record)).toEqual([]);
      const [copy] = moved();
      if (copy?.QueueUrl !== ORDER_QUEUE) return deliveries;
      expect(copy.DelaySeconds).toBe(180);
      record = messageOf(copy.MessageBody, { messageId: `copy-${deliveries}`, attributes: attributesOf(copy) });
    }
  }

  test('fault 14: is tried five times, then the message is on the dead-letter queue with its reason', async () => {
    start = broken;
    expect(await deliverUntilGone(messageOf(anOrder()))).toBe(DEFECT_TRIES);
    expect(moved()).toEqual([{
      QueueUrl: DEAD_LETTERS,
      MessageBody: JSON.stringify(anOrder()),
      MessageAttributes: {
        Reason: { DataType: 'String', StringValue: 'DEFECT' },
        Detail: { DataType: 'String', StringValue: 'TypeError: Cannot read properties of undefined (reading …)' },
        OriginalMessageId: { DataType: 'String', StringValue: 'm-1' },
      },
    }]);
  });

  test('fault 14: is tried five times, too, if the message has waited for load many times before', async () => {
    start = tooBusy;
    expect(await receive(messageOf(anOrder(), { receives: 18 }))).toEqual(['m-1']);
    start = broken;
    expect(await deliverUntilGone(messageOf(anOrder(), { receives: 19 }))).toBe(DEFECT_TRIES);
  });

  test('fault 14: on a message that is no order is tried five times, too: the next sweep sends another', async () => {
    await world.orders.place(anOrder(), 'api');
    start = broken;
    expect(await deliverUntilGone(messageOf(runMessage('A-1')))).toBe(DEFECT_TRIES);
    expect(moved()).toEqual([]);
    // The alarm on delayed orders goes off in place of that of the dead-letter queue.
    expect(world.count.mock.calls).toEqual([[MetricName.ORDER_DELAYED]]);
  });

  test('fault 14: keeps its number of failures through load', async () => {
    start = tooBusy;
    await receive(messageOf(anOrder(), { receives: 20, attributes: { Failures: '3' } }));
    expect(attributesOf(moved()[0]!)).toMatchObject({ Failures: '3' });
  });

  test('fault 33: redriven after a repair, makes one order and one workflow, and later changes nothing', async () => {
    start = broken;
    await deliverUntilGone(messageOf(anOrder()));
    const [dead] = moved();
    const redriven = messageOf(dead!.MessageBody, { messageId: 'redriven', attributes: attributesOf(dead!) });
    start = () => ({});
    calls = sfn.answer({ StartExecution: () => start(), DescribeExecution: () => ({ status: 'RUNNING' }) });
    expect(await receive(redriven)).toEqual([]);
    start = () => { throw new ExecutionAlreadyExists({ message: 'taken', $metadata: {} }); };
    expect(await receive(redriven)).toEqual([]);
    expect(calls.map(({ name }) => name)).toEqual(['StartExecution', 'StartExecution', 'DescribeExecution']);
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
  });

  test('that is repaired in time lets the order go on', async () => {
    start = broken;
    await receive(messageOf(anOrder()));
    start = () => ({});
    expect(await receive(messageOf(anOrder(), { attributes: { [RetryAttribute.FAILURES]: '4' } }))).toEqual([]);
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
  });

  test('load between two tries does not count', async () => {
    start = tooBusy;
    expect(await receive(messageOf(anOrder(), { attributes: { Failures: '4' } }))).toEqual(['m-1']);
    expect(moved()).toEqual([]);
  });

  test('fault 14: of one order leaves its later messages for later, and does not touch other orders', async () => {
    calls = sfn.answer({
      StartExecution: ({ name }: { name: string }) => (name === 'B' ? broken() : {}),
    } as never);
    const records = ['A', 'B', 'B', 'C'].map((orderId, n) => messageOf(anOrder({ orderId }), { messageId: `m-${n}` }));
    expect(await receive(...records)).toEqual(['m-2']);
    expect(moved()).toHaveLength(1);
    expect(calls.map(({ input }) => input.name).sort()).toEqual(['A', 'B', 'C']);
  });

  const NO_NUMBERS = ['-1', '0.5', 'NaN', 'Infinity', 'many', ''];
  test.each(NO_NUMBERS)('a number of failures that is no number, %j, counts as none', async text => {
    start = broken;
    await receive(messageOf(anOrder(), { attributes: { Failures: text } }));
    expect(moved()[0]!.MessageAttributes.Failures!.StringValue).toBe('1');
  });

  test('an original id that no message has is not passed on', async () => {
    start = broken;
    await receive(messageOf(anOrder(), { attributes: { OriginalMessageId: 'x'.repeat(10_000) } }));
    expect(moved()[0]!.MessageAttributes.OriginalMessageId!.StringValue).toBe('m-1');
  });

  test('of a message that cannot be moved leaves it to the visibility timeout, and in the end to SQS', async () => {
    start = broken;
    sent = sqs.answer({ SendMessage: broken });
    expect(await receive(messageOf(anOrder()))).toEqual(['m-1']);
    expect(deferred()).toEqual([]);
  });
});
