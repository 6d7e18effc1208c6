import { OrderQueue } from '../../../../lambda/adapters/queue/order-queue';
import { StubClient } from '../../../support/world/stub-client';

const client = new StubClient();
const queue = new OrderQueue(client.as(), 'orders');
const bodies = new Map([['A-1', 'one'], ['A-2', 'two'], ['A-3', 'three']]);

test('several messages go in one call', async () => {
  const calls = client.answer({ SendMessageBatch: () => ({}) });
  expect(await queue.sendAll(bodies)).toEqual(new Map());
  expect(calls.map(({ input }) => input)).toEqual([{
    QueueUrl: 'orders',
    Entries: [{ Id: '0', MessageBody: 'one' }, { Id: '1', MessageBody: 'two' }, { Id: '2', MessageBody: 'three' }],
  }]);
});

test('those that the queue did not take are named, with the reason', async () => {
  const Failed = [{ Id: '1', Code: 'InternalError', Message: 'try again' }, { Id: '2', Code: 'Unknown' }];
  client.answer({ SendMessageBatch: () => ({ Successful: [{ Id: '0' }], Failed }) });
  expect(await queue.sendAll(bodies)).toEqual(new Map([
    ['A-2', 'InternalError: try again'], ['A-3', 'Unknown: no message'],
  ]));
});

test('more than ten go in several calls, and each that the queue did not take has its own name', async () => {
  const calls = client.answer({
    SendMessageBatch: ({ Entries }: { Entries: { Id: string }[] }) =>
      ({ Failed: [{ Id: Entries.at(-1)!.Id, Code: 'Slow' }] }),
  } as never);
  const many = new Map(Array.from({ length: 23 }, (_, n) => [`A-${n}`, `body ${n}`]));
  expect(await queue.sendAll(many)).toEqual(new Map(['A-9', 'A-19', 'A-22'].map(name => [name, 'Slow: no message'])));
  expect(calls.map(({ input }) => (input.Entries as object[]).length)).toEqual([10, 10, 3]);
});

test('its length counts what waits, what somebody has, and what is delayed', async () => {
  const calls = client.answer({
    GetQueueAttributes: () => ({
      Attributes: {
        ApproximateNumberOfMessages: '100',
        ApproximateNumberOfMessagesNotVisible: '20',
        ApproximateNumberOfMessagesDelayed: '3',
      },
    }),
  });
  expect(await queue.length()).toBe(123);
  expect(calls[0]!.input.AttributeNames).toHaveLength(3);
});
