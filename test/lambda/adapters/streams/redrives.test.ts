/** Fault 16: what the stream has forgotten is brought back from the events table, by an operator. */
import type { RedriveProgress } from '../../../../lambda/adapters/streams/messages';
import type { RedriveAnswer } from '../../../../lambda/adapters/streams/redrives';
import { log } from '../../../../lambda/lib/log';
import { orderStream } from '../../../../lambda/orders/streams';
import { SITUATIONS, anOrder, orderPlaced } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { redrivenTable } from '../../../support/world/streams/redriven-table';

const ALL_DONE = { batchItemFailures: [] };

type SetUp = ReturnType<typeof redrivenTable>;
/** The progress that the function has logged last for each segment, of all segments together. */
function progress(): object {
  const bySegment = new Map(logged.mock.calls
    .filter(([message]) => String(message).startsWith('redrive ') && message !== 'redrive started')
    .map(([, fields]) => fields as unknown as RedriveProgress & { readonly segment: string })
    .map(fields => [fields.segment, fields]));
  const sum = (key: keyof RedriveProgress) => [...bySegment.values()].reduce((all, one) => all + one[key], 0);
  return {
    read: sum('read'), redriven: sum('redriven'), setAside: sum('setAside'), handedOver: sum('handedOver'),
  };
}
const logged = jest.spyOn(log, 'info');
beforeEach(() => void logged.mockClear());

const redrive = (world: SetUp, input: unknown, dryRun?: unknown) =>
  world.invoke({ redrive: input, ...(dryRun !== undefined && { dryRun }) }) as Promise<RedriveAnswer>;

/** Delivers messages until none is left. Returns how many there were. */
async function drain({ queue, retry }: SetUp): Promise<number> {
  let messages = 0;
  while (queue.sent.length > 0) {
    messages += queue.sent.length;
    expect(await retry()).toEqual(ALL_DONE);
  }
  return messages;
}

async function upToDate({ rows, ids }: SetUp): Promise<string[]> {
  const entries = await Promise.all(ids.map(async id => [id, await rows.get(id)] as const));
  return entries.filter(([, entry]) => entry?.version === 6 && !entry.stuck).map(([id]) => id);
}

describe('of all orders', () => {
  test('says first what it would do, and does nothing', async () => {
    const world = redrivenTable(100);
    expect(await redrive(world, { all: true }, true)).toEqual({
      dryRun: true,
      events: 600,
      readUnits: 37, // 300,000 bytes, two times 4 KB a unit
      cost: '$0.00, and a read request unit or more per order',
      minutes: 1,
      segments: 4,
      effect: expect.stringContaining('rows'),
    });
    expect(world.queue.sent).toEqual([]);
    expect(world.calls.map(({ name }) => name)).toEqual(['DescribeTable']);
  });

  test('redrives each order once, page by page in four segments, although pages end within orders', async () => {
    const world = redrivenTable(1_000);
    const load = jest.spyOn(world.log, 'readItems');
    expect(await redrive(world, { all: true })).toMatchObject({ dryRun: false, events: 6_000 });
    expect(world.queue.messages).toMatchObject([0, 1, 2, 3].map(segment => ({ page: { segment, segments: 4 } })));
    expect(await drain(world)).toBe(8); // 1,500 events in each segment
    expect(await upToDate(world)).toEqual(world.ids);
    const redriven = load.mock.calls.map(([stream]) => stream);
    expect(redriven.sort()).toEqual(world.ids.map(orderStream).sort());
  });

  test('keeps its pace, and says how far it is', async () => {
    const world = redrivenTable(1_000);
    await redrive(world, { all: true });
    await world.retry();
    expect(world.queue.sent.map(({ delay }) => delay)).toEqual([2, 2, 2, 2]);
    expect(world.queue.messages[0]).toEqual({
      page: {
        segment: 0,
        segments: 4,
        cursor: { stream: 'ORDER#A-665', version: 4 },
        last: 'A-665',
        started: '2026-11-24T10:00:00.000Z',
        read: 1_000,
        redriven: 167,
        setAside: 0,
        handedOver: 0,
        tries: 0,
      },
    });
  });

  test('goes on after the function was stopped, with the page that it was at', async () => {
    const world = redrivenTable(40);
    await redrive(world, { all: true });
    const records = world.queue.take();
    await world.invoke({ Records: records }); // its acknowledgement is lost
    await world.invoke({ Records: records });
    await drain(world);
    expect(await upToDate(world)).toEqual(world.ids);
    expect(world.rows.writes).toBe(40);
  });

  test('tries a page again later that cannot be read, with the same cursor', async () => {
    const world = redrivenTable(40);
    await redrive(world, { all: true });
    const before = world.queue.messages;
    jest.spyOn(world.client, 'send').mockRejectedValueOnce(new Error('throttled'));
    await world.retry();
    expect(world.queue.sent).toMatchObject([{ delay: 15 }]);
    expect(world.queue.messages).toMatchObject([{ page: { ...(before[0] as { page: object }).page, tries: 1 } }]);
    await drain(world);
    expect(await upToDate(world)).toEqual(world.ids);
  });

  test('gives an order that fails a message of its own, and goes on', async () => {
    const world = redrivenTable(8);
    await redrive(world, { all: true });
    const get = jest.spyOn(world.rows, 'get').mockRejectedValueOnce(new Error('throttled'));
    await world.retry();
    expect(get).toHaveBeenCalled();
    expect(world.queue.orders).toMatchObject([{ version: 0 }]);
    expect(progress()).toEqual({ read: 48, redriven: 7, setAside: 0, handedOver: 1 });
    await drain(world);
    expect(await upToDate(world)).toEqual(world.ids);
  });

  test('hands over, one by one, the orders of a page that stops the function', async () => {
    const world = redrivenTable(8);
    await redrive(world, { all: true });
    expect(await world.retry(3)).toEqual(ALL_DONE);
    expect(world.rows.writes).toBe(0);
    expect(world.queue.orders.map(({ orderId }) => orderId).sort()).toEqual(world.ids);
    expect(progress()).toEqual({ read: 48, redriven: 0, setAside: 0, handedOver: 8 });
    await drain(world);
    expect(await upToDate(world)).toEqual(world.ids);
  });

  test('tries a page again for which there is no time, then hands its orders over', async () => {
    const world = redrivenTable(8);
    await redrive(world, { all: true });
    jest.spyOn(world.rows, 'get').mockReturnValue(new Promise(() => undefined));
    world.hurry();
    await world.retry();
    expect(world.queue.messages).toMatchObject(Array(4).fill({ page: { tries: 1 } }));
    for (let tries = 1; tries <= 8; tries++) await world.retry();
    expect(world.queue.orders.map(({ orderId }) => orderId).sort()).toEqual(world.ids);
  });

  test('fault 51: waits for an outage to end with its pages, and does not turn them into single orders', async () => {
    const world = redrivenTable(40);
    await redrive(world, { all: true });
    const outage = jest.spyOn(world.rows, 'get').mockRejectedValue(new Error('throttled'));
    for (let tries = 1; tries <= 8; tries++) {
      await world.retry();
      expect(world.queue.orders).toEqual([]);
      expect(world.queue.messages).toMatchObject(Array(4).fill({ page: { tries } }));
    }
    outage.mockRestore();
    await drain(world);
    expect(await upToDate(world)).toEqual(world.ids);
  });

  test('fault 51: hands the orders of a page over in the end, so that the next page comes', async () => {
    const world = redrivenTable(8);
    await redrive(world, { all: true });
    jest.spyOn(world.rows, 'get').mockRejectedValue(new Error('throttled'));
    for (let tries = 0; tries <= 8; tries++) await world.retry();
    expect(world.queue.orders.map(({ orderId }) => orderId).sort()).toEqual(world.ids);
  });

  test('sets an order aside that it finds poisoned, and takes the others', async () => {
    const world = redrivenTable(8);
    const images = imagesOf('A-3', [orderPlaced(anOrder({ orderId: 'A-3' })), ...SITUATIONS.confirmed.slice(1)]);
    world.log.items.set(orderStream('A-3'), [images[0]!, { ...images[1]!, t: { S: 'OrderTeleported' } }]);
    await redrive(world, { all: true });
    await world.retry();
    expect(world.queue.orders).toMatchObject([{ orderId: 'A-3', version: 2 }]);
    expect(await upToDate(world)).toEqual(world.ids.filter(id => id !== 'A-3'));
    expect(progress()).toEqual({ read: 48, redriven: 7, setAside: 1, handedOver: 0 });
  });

  test('an order that was set aside before gets no second message, also if it is handed over', async () => {
    const world = redrivenTable(1);
    const images = world.log.items.get(orderStream('A-1'))!;
    world.log.items.set(orderStream('A-1'), [images[0]!, { ...images[1]!, t: { S: 'OrderTeleported' } }]);
    await redrive(world, { all: true });
    await world.retry();
    const aside = world.queue.orders;
    expect(aside).toMatchObject([{ orderId: 'A-1', version: 2 }]);
    const [message] = world.queue.take();
    world.pass(1);
    await redrive(world, { all: true });
    await world.retry(3);
    expect(world.queue.orders).toMatchObject([{ orderId: 'A-1', version: 0 }]);
    await drain(world);
    expect(await world.rows.get('A-1')).toMatchObject({ version: 1, stuck: { version: 2 } });
    world.log.items.set(orderStream('A-1'), images);
    expect(await world.invoke({ Records: [message] })).toEqual(ALL_DONE);
    expect(await upToDate(world)).toEqual(['A-1']);
  });

  test('leaves the streams of notifications alone', async () => {
    const world = redrivenTable(1);
    const notification = { ...world.items.get(orderStream('A-1'))![0]!, pk: { S: 'ORDER#A-1#NTF' } };
    world.items.set('ORDER#A-1#NTF', [notification]);
    await redrive(world, { all: true });
    await drain(world);
    expect(world.rows.writes).toBe(1);
  });
});

test('since a time, only orders with an event since then are redriven; the time goes to the scan', async () => {
  const world = redrivenTable(8);
  world.items.get(orderStream('A-2'))!.at(-1)!.ts = { S: '2026-11-24T09:59:00.000Z' };
  expect(await redrive(world, { since: '2026-11-24T09:00:00Z' })).toMatchObject({ dryRun: false, events: 48 });
  await drain(world);
  expect(await upToDate(world)).toEqual(['A-2']);
  expect(world.calls.find(({ name }) => name === 'Scan')!.input).toMatchObject({
    TableName: 'events',
    FilterExpression: '#time >= :since',
    ExpressionAttributeValues: { ':since': { S: '2026-11-24T09:00:00.000Z' } },
  });
});

describe('of orders by their ids', () => {
  test('brings these up to date, and says how many', async () => {
    const world = redrivenTable(3);
    expect(await redrive(world, ['A-1', 'A-3', 'A-1']))
      .toEqual({ dryRun: false, orders: 2, effect: expect.any(String) });
    expect(await upToDate(world)).toEqual(['A-1', 'A-3']);
  });

  test('may also say first what it would do', async () => {
    const world = redrivenTable(1);
    expect(await redrive(world, ['A-1', 'B-1'], true)).toEqual({
      dryRun: true,
      orders: 2,
      found: [{ orderId: 'A-1', answer: 'found', events: 6 }, { orderId: 'B-1', answer: 'unknown' }],
      effect: expect.any(String),
    });
    expect(world.rows.writes).toBe(0);
  });

  test('which cannot be looked up in time are named, as are those that cannot be read', async () => {
    const world = redrivenTable(3);
    jest.spyOn(world.log, 'readItems').mockRejectedValueOnce(new Error('throttled'));
    let looks = 2; // one for each look at the clock
    const invocation = { getRemainingTimeInMillis: () => (looks-- > 0 ? 30_000 : 9_000) };
    expect(await world.invoke({ redrive: world.ids, dryRun: true }, invocation)).toMatchObject({
      found: [
        { orderId: 'A-1', answer: 'failed', error: 'Error: throttled' },
        { orderId: 'A-2', answer: 'not-tried' },
        { orderId: 'A-3', answer: 'not-tried' },
      ],
    });
  });

  test('names those for which no time was left', async () => {
    const world = redrivenTable(3);
    let looks = 2; // one for each look at the clock
    const invocation = { getRemainingTimeInMillis: () => (looks-- > 0 ? 30_000 : 9_000) };
    await expect(world.invoke({ redrive: world.ids }, invocation)).rejects.toThrow(
      '2 of 3 orders were not redriven: "A-2": not tried, because no time was left; "A-3": not tried');
    expect(await upToDate(world)).toEqual(['A-1']);
  });

  test('names those that fail, after it has taken the others', async () => {
    const world = redrivenTable(3);
    await expect(redrive(world, ['B-1', 'A-1', 'B-2'])).rejects.toThrow(
      '2 of 3 orders were not redriven: "B-1": there is no order "B-1"; allowed: ids of orders on record; "B-2": there',
    );
    expect(await upToDate(world)).toEqual(['A-1']);
  });
});

test.each([
  ['A-1', undefined, 'redrive is "A-1"; allowed: a list of order ids, {"since": "2026-11-24T10:00:00Z"}, or {"all":'],
  [null, undefined, 'redrive is null; allowed: a list'],
  [{ all: false }, undefined, 'redrive is {"all":false}; allowed: a list'],
  [{ all: true, since: '2026-11-24T09:00:00Z' }, undefined, 'redrive is {"all":true,"since":"2026-11-24T09:00:00Z"}'],
  [[], undefined, 'redrive has 0 order ids; allowed: 1 to 100'],
  [Array.from({ length: 101 }, (_, n) => `A-${n}`), undefined, 'redrive has 101 order ids; allowed: 1 to 100'],
  [['A-1', 7], undefined, 'redrive[1] is 7; allowed: the id of an order'],
  [['A-1#NTF#N#1'], undefined, 'redrive[0] is "A-1#NTF#N#1"; allowed: the id of an order'],
  [{ since: 'yesterday' }, undefined, 'redrive.since is "yesterday"; allowed: a time in UTC'],
  [{ since: '2026-11-24T10:00:00+01:00' }, undefined, 'redrive.since is "2026-11-24T10:00:00+01:00"; allowed'],
  [undefined, undefined, 'redrive is missing; allowed: a list'],
  [{ since: '2026-02-30T00:00:00Z' }, undefined, 'redrive.since is "2026-02-30T00:00:00Z"; allowed: a time in UTC'],
  [{ since: '2026-13-24T10:00:00Z' }, undefined, 'redrive.since is "2026-13-24T10:00:00Z"; allowed'],
  [{ since: '2026-11-24T10:00:01Z' }, undefined, 'redrive.since is "2026-11-24T10:00:01Z", which is in the future; al'],
  [['A-1'], 'yes', 'dryRun is "yes"; allowed: true or false'],
])('the input %j, %j is refused', async (input, dryRun, message) => {
  const world = redrivenTable(1);
  await expect(redrive(world, input, dryRun)).rejects.toThrow(message);
  expect(world.rows.writes).toBe(0);
});

test('an unknown key is refused: a dry run that is misspelled must not run', async () => {
  const world = redrivenTable(1);
  await expect(world.invoke({ redrive: { all: true }, dryrun: true }))
    .rejects.toThrow('the payload has the key "dryrun"; allowed: "redrive", "dryRun"');
  expect(world.queue.sent).toEqual([]);
});

test.each([null, 'redrive', 7, [], ['A-1'], { Records: null }])('the payload %j is refused by name', async payload => {
  const world = redrivenTable(1);
  await expect(world.invoke(payload)).rejects.toThrow(/^the payload (is|has the key) .*; allowed: .*"?redrive"?/);
});
