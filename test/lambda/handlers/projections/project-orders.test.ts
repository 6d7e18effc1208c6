import type { DynamoDBStreamEvent } from 'aws-lambda';
import { projectOrders } from '../../../../lambda/handlers/projections/project-orders';
import { SITUATIONS } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';

const A = imagesOf('A', SITUATIONS.validated);
const B = imagesOf('B', SITUATIONS.validated);
const streamOf = (...images: readonly object[]) => ({
  Records: images.map((NewImage, n) => ({ eventName: 'INSERT', dynamodb: { NewImage, SequenceNumber: `${100 + n}` } })),
}) as DynamoDBStreamEvent;

const project = jest.fn<Promise<void>, [string, ...unknown[]]>();
const redrive = jest.fn<Promise<void>, [string]>();
const handler = projectOrders({ projector: { project, redrive } });

test('the events of one order go together, whichever lie between them', async () => {
  project.mockResolvedValue();
  expect(await handler(streamOf(A[0]!, B[0]!, A[1]!, B[1]!))).toEqual({ batchItemFailures: [] });
  expect(project.mock.calls).toEqual([['A', A], ['B', B]]);
});

test('an order that fails is reported by its first record, and the others go on', async () => {
  project.mockImplementation(async orderId => {
    if (orderId === 'B') throw new Error('throttled');
  });
  expect(await handler(streamOf(A[0]!, B[0]!, A[1]!, B[1]!))).toEqual({
    batchItemFailures: [{ itemIdentifier: '101' }],
  });
  expect(project).toHaveBeenCalledTimes(2);
});

test('streams that are not an order\'s own are passed over', async () => {
  expect(await handler(streamOf({ ...A[0]!, pk: { S: 'ORDER#A#NTF' } }))).toEqual({ batchItemFailures: [] });
  expect(project).not.toHaveBeenCalled();
});

test('orders are redriven by hand; a failure is thrown, because somebody waits for the answer', async () => {
  redrive.mockResolvedValueOnce().mockResolvedValueOnce().mockRejectedValueOnce(new Error('throttled'));
  expect(await handler({ redrive: ['A', 'B'] })).toEqual({ batchItemFailures: [] });
  expect(redrive.mock.calls).toEqual([['A'], ['B']]);
  await expect(handler({ redrive: ['C'] })).rejects.toThrow('throttled');
});
