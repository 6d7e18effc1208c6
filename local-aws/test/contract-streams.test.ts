import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventSourceMappingCommandInput, DeleteEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { Aws, START_TIMEOUT_MS, eventually } from './support';
import { Emulator, startEmulator } from '../emulator';

interface Call { n: number; keys: string[]; failed?: string }
interface GivenUp {
  requestContext: { condition: string; approximateInvokeCount: number; functionArn: string };
  DDBStreamBatchInfo: { batchSize: number; startSequenceNumber: string; endSequenceNumber: string; streamArn: string };
}

/** Fails by its records' keys: `throw-…` always throws, `report-…` is always reported, `once-…` only once. */
const CONSUMER = `
  let n = 0;
  const seen = new Set();
  export const handler = async event => {
    const records = event.Records.map(r => ({ key: r.dynamodb.Keys.pk.S, id: r.dynamodb.SequenceNumber }));
    const keys = records.map(r => r.key);
    const fresh = r => !seen.has(r.key) && seen.add(r.key);
    const thrown = keys.find(key => key.startsWith('throw-'));
    const failed = records.filter(r => r.key.startsWith('report-') || (r.key.startsWith('once-') && fresh(r)));
    console.log(JSON.stringify({ n: ++n, keys, failed: thrown ?? failed[0]?.key }));
    if (thrown) throw new Error('cannot take ' + thrown);
    return { batchItemFailures: failed.reverse().map(r => ({ itemIdentifier: r.id })) };
  };`;

let emulator: Emulator;
let aws: Aws;

beforeAll(async () => {
  emulator = await startEmulator({ workers: 2 });
  aws = new Aws(emulator);
}, START_TIMEOUT_MS);

afterAll(async () => {
  aws?.destroy();
  await emulator?.stop();
});

/** A table with a consumer that gets the given records in one batch, from the start of the stream. */
async function consume(name: string, keys: string[], mapping: Partial<CreateEventSourceMappingCommandInput> = {}) {
  const stream = await aws.streamedTable(name);
  await put(name, keys);
  await aws.function(name, CONSUMER);
  const uuid = await aws.mapping({
    FunctionName: name, EventSourceArn: stream, StartingPosition: 'TRIM_HORIZON', ...mapping,
  });
  return { stream, uuid };
}

async function put(table: string, keys: string[]) {
  for (const key of keys) await aws.dynamodb.send(new PutItemCommand({ TableName: table, Item: { pk: { S: key } } }));
}

/** The calls so far, once a call without failure has had the key. */
function callsUntil(name: string, key: string): Promise<Call[]> {
  return eventually(async () => {
    const calls = await aws.logged<Call>(name);
    return calls.some(call => !call.failed && call.keys.includes(key)) ? calls : undefined;
  });
}

const REPORTING = { FunctionResponseTypes: ['ReportBatchItemFailures' as const] };

describe('event source mappings of a stream', () => {
  test('the checkpoint is the lowest reported failure', async () => {
    await consume('reported', ['a', 'once-b', 'c', 'once-d', 'e'], REPORTING);
    expect((await callsUntil('reported', 'e')).map(call => call.keys)).toEqual([
      ['a', 'once-b', 'c', 'once-d', 'e'], ['once-b', 'c', 'once-d', 'e'],
    ]);
  });

  test('without ReportBatchItemFailures the report means nothing', async () => {
    await consume('unreported', ['a', 'report-b', 'c']);
    await put('unreported', ['end']);
    const calls = await eventually(async () => {
      const logged = await aws.logged<Call>('unreported');
      return logged.some(call => call.keys.includes('end')) ? logged : undefined;
    });
    expect(calls.flatMap(call => call.keys)).toEqual(['a', 'report-b', 'c', 'end']);
  });

  test('given up after MaximumRetryAttempts, described to the on-failure queue, and the shard goes on', async () => {
    const queue = await aws.queue('given-up');
    const { stream } = await consume('retried', ['throw-a', 'b'], {
      MaximumRetryAttempts: 2, DestinationConfig: { OnFailure: { Destination: queue.arn } },
    });
    const given = await aws.receive<GivenUp>(queue.url);
    await put('retried', ['end']);
    const calls = await callsUntil('retried', 'end');

    expect(calls.map(call => call.keys)).toEqual([['throw-a', 'b'], ['throw-a', 'b'], ['throw-a', 'b'], ['end']]);
    expect(given.requestContext).toMatchObject({ condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 });
    expect(given.requestContext.functionArn).toContain(':function:retried');
    expect(given.DDBStreamBatchInfo).toMatchObject({ batchSize: 2, streamArn: stream });
    expect(given.DDBStreamBatchInfo.startSequenceNumber < given.DDBStreamBatchInfo.endSequenceNumber).toBe(true);
  });

  test('a batch is split until the poison record is alone, in order', async () => {
    const queue = await aws.queue('poison');
    await consume('bisected', ['a', 'b', 'throw-c', 'd', 'e'], {
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    });
    const calls = await callsUntil('bisected', 'e');
    const given = await aws.receive<GivenUp>(queue.url);
    expect(calls.filter(call => !call.failed).flatMap(call => call.keys)).toEqual(['a', 'b', 'd', 'e']);
    expect(calls.filter(call => call.keys.join() === 'throw-c')).toHaveLength(2);
    expect(given.DDBStreamBatchInfo.batchSize).toBe(1);
    expect((await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }))).Messages).toBeUndefined();
  });

  test('a reported failure that does not go away gives up the rest of its batch only', async () => {
    await consume('persistent', ['a', 'report-b', 'c'], {
      ...REPORTING, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1,
    });
    const calls = await callsUntil('persistent', 'c');
    expect(calls[0]?.keys).toEqual(['a', 'report-b', 'c']);
    expect(calls.filter(call => call.keys.includes('a'))).toHaveLength(1);
    expect(calls.filter(call => !call.failed).flatMap(call => call.keys)).toEqual(['c']);
  });

  test('records over MaximumRecordAgeInSeconds are given up', async () => {
    const queue = await aws.queue('aged');
    await consume('aged', ['throw-a'], {
      MaximumRecordAgeInSeconds: 3, // AWS takes no less than 60
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    });
    const given = await aws.receive<GivenUp>(queue.url);
    await put('aged', ['end']);
    await callsUntil('aged', 'end');
    expect(given.requestContext.condition).toBe('RecordAgeExceeded');
    expect(given.DDBStreamBatchInfo.batchSize).toBe(1);
  });

  test('without a limit of attempts, a batch is repeated until it succeeds, and nothing is given up', async () => {
    const queue = await aws.queue('endless');
    // Fails as often as in an outage, then succeeds.
    const consumer = CONSUMER.replace("key.startsWith('throw-')", "key.startsWith('throw-') && n < 5");
    const stream = await aws.streamedTable('unlimited');
    await put('unlimited', ['throw-a', 'b']);
    await aws.function('unlimited', consumer);
    await aws.mapping({
      FunctionName: 'unlimited',
      EventSourceArn: stream,
      StartingPosition: 'TRIM_HORIZON',
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 72_000,
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    });
    const calls = await callsUntil('unlimited', 'b');
    expect(calls.map(call => call.failed)).toEqual(['throw-a', 'throw-a', 'throw-a', 'throw-a', 'throw-a', undefined]);
    expect((await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }))).Messages).toBeUndefined();
  });

  test('a filter by name brings changes with the new image, and deletions with the key alone', async () => {
    const stream = await aws.streamedTable('changes');
    await put('changes', ['a', 'b']);
    const item = { pk: { S: 'a' }, other: { S: 'x' } };
    await aws.dynamodb.send(new PutItemCommand({ TableName: 'changes', Item: item }));
    await aws.dynamodb.send(new DeleteItemCommand({ TableName: 'changes', Key: { pk: { S: 'b' } } }));
    await aws.function('changes', `
      let n = 0;
      export const handler = async ({ Records }) => {
        for (const { eventName, dynamodb: { Keys, NewImage } } of Records) {
          console.log(JSON.stringify({ n: ++n, eventName, Keys, NewImage }));
        }
      };`);
    await aws.mapping({
      FunctionName: 'changes',
      EventSourceArn: stream,
      StartingPosition: 'TRIM_HORIZON',
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["MODIFY","REMOVE"]}' }] },
    });
    const records = await eventually(async () => {
      const logged = await aws.logged<{ n: number }>('changes');
      return logged.length >= 2 ? logged : undefined;
    });
    expect(records).toEqual([
      { n: 1, eventName: 'MODIFY', Keys: { pk: { S: 'a' } }, NewImage: item },
      { n: 2, eventName: 'REMOVE', Keys: { pk: { S: 'b' } } },
    ]);
  });

  test('mappings of one stream do not disturb each other', async () => {
    const { stream } = await consume('shared', ['a', 'throw-b', 'c']);
    await aws.function('shared-calm', CONSUMER.replace("'throw-'", "'never-'"));
    await aws.mapping({ FunctionName: 'shared-calm', EventSourceArn: stream, StartingPosition: 'TRIM_HORIZON' });
    await put('shared', ['end']);
    const calm = await callsUntil('shared-calm', 'end');
    expect(calm.flatMap(call => call.keys)).toEqual(['a', 'throw-b', 'c', 'end']);
    expect((await aws.logged<Call>('shared')).every(call => call.failed === 'throw-b')).toBe(true);
  });

  test('LATEST begins after what is there, filters hold, a deleted mapping ends', async () => {
    const { uuid } = await consume('latest', ['old'], {
      StartingPosition: 'LATEST',
      FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"yes"}]}}}}' }] },
    });
    await put('latest', ['no-1', 'yes-1', 'no-2', 'yes-2']);
    expect((await callsUntil('latest', 'yes-2')).flatMap(call => call.keys)).toEqual(['yes-1', 'yes-2']);
    await aws.lambda.send(new DeleteEventSourceMappingCommand({ UUID: uuid }));
    await put('latest', ['yes-3']);
    expect((await aws.logged<Call>('latest')).flatMap(call => call.keys)).not.toContain('yes-3');
  });
});
