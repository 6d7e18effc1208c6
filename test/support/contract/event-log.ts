/** What every event log keeps, whatever it stores events in: one suite that each implementation passes. */
import type { CommandRecord } from '../../../lambda/domain/commands/record';
import type { Effect, StockEffect } from '../../../lambda/orders/effects';
import type { EventLog, History } from '../../../lambda/orders/event-log';
import type { EventLike } from '../../../lambda/orders/stored-event';
import { type Item, toItem } from '../../../lambda/orders/stored-item';
import { EventAttribute as A } from '../../../src/contract/attributes';

export interface LogUnderTest {
  /** A log over the same storage each time, which can read the types that `isKnown` allows. */
  readonly log: (isKnown?: (type: string) => boolean) => EventLog<EventLike>;
  /** Writes an item by hand, as a newer release or a person might. */
  readonly plant: (item: Item) => Promise<void>;
  /** A name that no stream, SKU or order has yet. */
  readonly fresh: (prefix: string) => string;
  /** Sets the stock of a SKU that has none. */
  readonly setStock: (sku: string, quantity: number) => Promise<void>;
  readonly stockOf: (sku: string) => Promise<{ readonly available: number; readonly reserved: number }>;
}

const event = (type: string, data: unknown = {}): EventLike => ({ type, data });
const origin = (command: string) => ({ command, time: new Date('2026-01-02T03:04:05.678Z'), actor: 'operator' });
const hold = (sku: string, quantity: number): StockEffect =>
  ({ type: 'MoveStock', line: { sku, quantity }, from: 'available', to: 'reserved' });

/** More than a page of a query of DynamoDB holds, in events that each fit an item. */
const LARGE = Array.from({ length: 5 }, (_, n) => event('Large', String(n).repeat(300_000)));

export function testEventLog(setUp: () => LogUnderTest): void {
  let under: LogUnderTest;
  let log: EventLog<EventLike>;
  let empty: History<EventLike>;

  beforeEach(async () => {
    under = setUp();
    log = under.log();
    empty = await log.load(under.fresh('STREAM#'));
  });

  const typesIn = async () => (await log.load(empty.stream)).events.map(({ event: { type } }) => type);

  test('a stream that was never written is empty', () => {
    expect(empty).toEqual({ stream: empty.stream, version: 0, events: [] });
  });

  test('what is appended is loaded as it was returned, with versions 1 to n', async () => {
    const first = await log.append(empty, [event('One', { a: [1, 'x'] }), event('Two')], origin('first'));
    const { replayed, ...history } = await log.append(first, [event('Three')], origin('second'));
    expect(replayed).toBe(false);
    expect(history.events.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(new Set(history.events.map(({ id }) => id)).size).toBe(3);
    expect(await log.load(empty.stream)).toEqual(history);
  });

  test('an event knows its command, its actor, its time, and what came before it', async () => {
    const { events } = await log.append(empty, [event('One')], { ...origin('first'), correlation: 'message-1' });
    const [{ id, correlation }] = events as [typeof events[number]];
    expect(events).toMatchObject([{
      stream: empty.stream,
      command: 'first',
      actor: 'operator',
      time: '2026-01-02T03:04:05.678Z',
      correlation: 'message-1',
    }]);
    const next = await log.append(await log.load(empty.stream), [event('Two')], origin('second'));
    expect(next.events[1]).toMatchObject({ causation: id, correlation });
  });

  test('a load behind a version finds what came after it, and stays there where nothing did', async () => {
    await log.append(empty, [event('One'), event('Two'), event('Three')], origin('all'));
    const after = await log.load(empty.stream, 2);
    expect([after.version, after.events.map(one => one.event.type)]).toEqual([3, ['Three']]);
    expect(await log.load(empty.stream, 3)).toEqual({ stream: empty.stream, version: 3, events: [] });
  });

  test('a stream of any length is loaded whole', async () => {
    let history = empty;
    for (const [n, large] of LARGE.entries()) history = await log.append(history, [large], origin(`large-${n}`));
    expect((await log.load(empty.stream)).events.map(one => one.event)).toEqual(LARGE);
  });

  test('the same events again are a success that writes nothing, whatever came behind them', async () => {
    const events = [event('One', 1), event('Two', 2)];
    const first = await log.append(empty, events, origin('twice'));
    expect(first).toMatchObject({ version: 2, replayed: false });
    expect(await log.append(empty, events, origin('twice'))).toMatchObject({ version: 2, replayed: true });
    await log.append(first, [event('Three')], origin('third'));
    expect(await log.append(empty, events, origin('twice'))).toMatchObject({ version: 2, replayed: true });
    expect(await typesIn()).toEqual(['One', 'Two', 'Three']);
  });

  test('other events at a version that is taken are a conflict, which names it', async () => {
    await log.append(empty, [event('One')], origin('first'));
    const late = log.append(empty, [event('Other')], origin('second'));
    await expect(late).rejects.toMatchObject({
      name: 'ConcurrencyConflict', message: `version 1 of ${empty.stream} is taken`,
    });
    expect(await typesIn()).toEqual(['One']);
  });

  test('events that are there in part are a conflict, and the rest is not written', async () => {
    await log.append(empty, [event('One')], origin('both'));
    const both = log.append(empty, [event('One'), event('Two')], origin('both'));
    await expect(both).rejects.toMatchObject({ name: 'ConcurrencyConflict' });
    expect(await typesIn()).toEqual(['One']);
  });

  test('of ten writers behind the same version one wins, and nine are told so', async () => {
    const write = async (n: number) => log.append(empty, [event('Written', n)], origin(`write-${n}`));
    const writers = Array.from({ length: 10 }, (_, n) => write(n));
    const outcomes = await Promise.allSettled(writers);
    const winners = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(winners).toHaveLength(1);
    for (const outcome of outcomes.filter(one => !winners.includes(one))) {
      expect(outcome).toMatchObject({ reason: { name: 'ConcurrencyConflict' } });
    }
    expect(await typesIn()).toHaveLength(1);
  });

  test('an event that the release does not know is named with its version', async () => {
    await log.append(empty, [event('Known'), event('OrderTeleported')], origin('both'));
    const older = under.log(type => type === 'Known');
    await expect(older.load(empty.stream)).rejects.toMatchObject({
      name: 'UnknownEvent',
      version: 2,
      message: expect.stringContaining(`event 2 of ${empty.stream} is OrderTeleported`),
    });
  });

  test.each([
    ['a newer schema version', { [A.SCHEMA_VERSION]: { N: '99' } }, 'Known in schema version 99'],
    ['data that is not JSON', { [A.DATA]: { S: '{' } }, 'Known with unreadable data'],
  ])('an event with %s is named with its version', async (_, change, what) => {
    const { events } = await log.append(empty, [event('Known')], origin('first'));
    const planted = { ...toItem({ ...events[0]!, version: 2 }), ...change };
    await under.plant(planted);
    await expect(log.load(empty.stream)).rejects.toMatchObject({
      name: 'UnknownEvent',
      version: 2,
      message: expect.stringContaining(`event 2 of ${empty.stream} is ${what}`),
    });
  });

  describe('effects', () => {
    let [mug, pen] = ['', ''];

    beforeEach(async () => {
      mug = under.fresh('mug-');
      pen = under.fresh('pen-');
      await under.setStock(mug, 2);
      await under.setStock(pen, 1);
    });

    const levels = async () => Promise.all([mug, pen].map(async sku => (await under.stockOf(sku)).reserved));

    test('are made together with the events', async () => {
      const appended = await log.append(empty, [event('One')], origin('first'), [hold(mug, 2), hold(pen, 1)]);
      expect(appended).toMatchObject({ version: 1, replayed: false });
      expect(await levels()).toEqual([2, 1]);
    });

    test('are made once, though their append is tried again and would no longer be possible', async () => {
      for (const replayed of [false, true]) {
        expect(await log.append(empty, [event('One')], origin('first'), [hold(mug, 2)])).toMatchObject({ replayed });
      }
      expect(await levels()).toEqual([2, 0]);
    });

    test('of which one is refused are not made at all, nor is the event; the refusal says which', async () => {
      const append = log.append(empty, [event('One')], origin('first'), [hold(mug, 1), hold(pen, 2), hold('none', 1)]);
      await expect(append).rejects.toMatchObject({ name: 'EffectRefused', refused: new Set([1, 2]) });
      expect([await typesIn(), await levels()]).toEqual([[], [0, 0]]);
    });

    test('write the record of a command with its event, once', async () => {
      const stream = under.fresh('COMMAND#');
      const recordOf = (data: CommandRecord['data']): Effect => {
        const { time, command } = origin('any');
        const stored = { stream, version: 1, id: 'record-1', time: time.toISOString(), command, correlation: command };
        return { type: 'RecordCommand', record: { ...stored, schemaVersion: 1, event: accepted(data) } };
      };
      const accepted = (data: CommandRecord['data']) => ({ type: 'CommandAccepted', data }) as CommandRecord;
      const data = { command: 'CancelOrder', digest: 'd', orderVersion: 1 };
      const other = { ...data, digest: 'other' };
      await log.append(empty, [event('One')], origin('first'), [recordOf(data)]);
      const { events } = await log.load(stream);
      expect(events).toMatchObject([{ version: 1, id: 'record-1', event: accepted(data) }]);

      const effects = [recordOf(other), hold(mug, 1)];
      const late = log.append(await log.load(empty.stream), [event('Two')], origin('second'), effects);
      await expect(late).rejects.toMatchObject({ name: 'EffectRefused', refused: new Set([0]) });
      expect([await typesIn(), await levels()]).toEqual([['One'], [0, 0]]);
      expect((await log.load(stream)).events).toEqual(events);
    });

    test('are not asked about where the version is taken', async () => {
      await log.append(empty, [event('One')], origin('first'));
      const late = log.append(empty, [event('Other')], origin('second'), [hold(pen, 9)]);
      await expect(late).rejects.toMatchObject({ name: 'ConcurrencyConflict' });
      expect(await levels()).toEqual([0, 0]);
    });
  });
}
