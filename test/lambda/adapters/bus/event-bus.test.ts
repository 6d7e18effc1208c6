import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import * as fc from 'fast-check';
import { EventBus } from '../../../../lambda/adapters/bus/event-bus';
import type { CloudEvent } from '../../../../lambda/orders/cloud-event';
import { ScriptedClient } from '../../../support/world/scripted-client';

const backoff = jest.fn(async () => undefined);
/** What became of the events: those that failed, and those that the bus refuses for good. */
async function outcomes(client: ScriptedClient, events: readonly CloudEvent[], isOver = () => false) {
  const done: CloudEvent[] = [];
  const refused: [CloudEvent, string][] = [];
  await new EventBus({ client: client.as(), bus: 'bus', backoff }).publish(events, {
    published: event => void done.push(event),
    refused: (event, error) => void refused.push([event, error]),
    isOver,
  });
  const settled = [...done, ...refused.map(([event]) => event)].map(({ id }) => id);
  return { failed: events.filter(({ id }) => !settled.includes(id)), refused };
}
const publish = async (client: ScriptedClient, events: readonly CloudEvent[]) =>
  (await outcomes(client, events)).failed;

type Input = { readonly Entries: readonly PutEventsRequestEntry[] };

const anEvent = (n: number, data: unknown = { n }): CloudEvent => ({
  specversion: '1.0',
  id: `id-${n}`,
  source: 'cdk-order-pipeline',
  type: 'OrderValidated',
  subject: `A-${n}`,
  time: '2026-01-01T12:00:00.000Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:cdk-order-pipeline:OrderValidated:1',
  sequence: 1,
  correlationid: 'c',
  data,
});
const eventOf = (entry: PutEventsRequestEntry) => JSON.parse(entry.Detail!) as CloudEvent;
const idsOf = ({ Entries }: Input) => Entries.map(entry => eventOf(entry).id);

/** A bus that takes every entry but those whose event the predicate refuses. */
const bus =
  (refuses: (id: string) => boolean = () => false) =>
    (input: Input) => ({
      FailedEntryCount: input.Entries.filter(entry => refuses(eventOf(entry).id)).length,
      Entries: input.Entries.map(entry =>
        refuses(eventOf(entry).id)
          ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }
          : { EventId: `bus-${eventOf(entry).id}` },
      ),
    });

const callsOf = (client: ScriptedClient) => client.sent.map(({ input }) => idsOf(input as unknown as Input));

test('nothing to publish makes no call', async () => {
  const client = new ScriptedClient();
  expect(await publish(client, [])).toEqual([]);
  expect(client.sent).toEqual([]);
});

test('an event is one entry: its envelope is the detail, its type and source are the bus\'s own', async () => {
  const client = new ScriptedClient(bus());
  expect(await publish(client, [anEvent(1)])).toEqual([]);
  const [{ Detail, ...entry }] = (client.sent[0]!.input as unknown as Input).Entries as [PutEventsRequestEntry];
  expect(entry).toEqual({
    EventBusName: 'bus',
    Source: 'cdk-order-pipeline',
    DetailType: 'OrderValidated',
    Time: new Date('2026-01-01T12:00:00Z'),
    Resources: ['A-1'],
  });
  expect(JSON.parse(Detail!)).toEqual(anEvent(1));
});

test('at most ten entries go at once, in order', async () => {
  const client = new ScriptedClient(bus(), bus(), bus());
  await publish(client, Array.from({ length: 25 }, (_, n) => anEvent(n)));
  expect(callsOf(client).map(({ length }) => length)).toEqual([10, 10, 5]);
  expect(callsOf(client).flat()).toEqual(Array.from({ length: 25 }, (_, n) => `id-${n}`));
});

describe('failures', () => {
  const THREE = [anEvent(1), anEvent(2), anEvent(3)];

  test('fault 18: only refused entries are sent again', async () => {
    const client = new ScriptedClient(bus(id => id !== 'id-2'), bus(id => id === 'id-3'), bus());
    expect(await publish(client, THREE)).toEqual([]);
    expect(callsOf(client)).toEqual([['id-1', 'id-2', 'id-3'], ['id-1', 'id-3'], ['id-3']]);
    expect(backoff.mock.calls).toEqual([[2, 50], [3, 50]]);
  });

  test('what is refused to the end is returned, and the next batch goes all the same', async () => {
    const refuses = bus(id => id === 'id-7');
    const client = new ScriptedClient(refuses, refuses, refuses, refuses, refuses, refuses);
    const events = Array.from({ length: 11 }, (_, n) => anEvent(n));
    expect(await publish(client, events)).toEqual([events[7]]);
    expect(callsOf(client).map(ids => ids.join())).toEqual([
      events.slice(0, 10).map(({ id }) => id).join(), 'id-10', 'id-7', 'id-7', 'id-7', 'id-7',
    ]);
  });

  test('batches go side by side, five at a time', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>(resolve => (release = resolve));
    const slow = async (input: Input) => {
      await gate;
      return bus()(input);
    };
    const client = new ScriptedClient(...Array.from({ length: 8 }, () => slow));
    const publishing = publish(client, Array.from({ length: 80 }, (_, n) => anEvent(n)));
    await new Promise(resolve => setImmediate(resolve));
    expect(client.sent).toHaveLength(5);
    release();
    expect(await publishing).toEqual([]);
    expect(client.sent).toHaveLength(8);
  });

  test('without time, no further call is made', async () => {
    const client = new ScriptedClient(bus(() => true));
    let calls = 0;
    expect((await outcomes(client, THREE, () => calls++ > 0)).failed).toEqual(THREE);
    expect(client.sent).toHaveLength(1);
  });

  describe('for good', () => {
    const CODES = ['InvalidArgument', 'MalformedDetail', 'RedactionFailure'];
    test.each(CODES)('%s is about one entry, which is not sent again', async code => {
      const client = new ScriptedClient({
        Entries: [
          { EventId: 'x' }, { ErrorCode: code, ErrorMessage: 'no' }, { EventId: 'y' },
        ],
      });
      expect(await outcomes(client, THREE)).toEqual({ failed: [], refused: [[THREE[1], `${code}: no`]] });
    });

    const invalid = (input: Input) => {
      if (!idsOf(input).includes('id-2')) return bus()(input);
      throw Object.assign(new Error('too large'), { name: 'ValidationException' });
    };

    test('a call that is invalid is made again for each entry, to find the one to blame', async () => {
      const client = new ScriptedClient(invalid, invalid, invalid, invalid);
      expect(await outcomes(client, THREE))
        .toEqual({ failed: [], refused: [[THREE[1], 'ValidationException: too large']] });
      expect(callsOf(client)).toEqual([['id-1', 'id-2', 'id-3'], ['id-1'], ['id-2'], ['id-3']]);
    });
  });

  test('a batch that throws is sent again, whole', async () => {
    const client = new ScriptedClient(new Error('socket hang up'), bus());
    expect(await publish(client, THREE)).toEqual([]);
    expect(callsOf(client)).toEqual([['id-1', 'id-2', 'id-3'], ['id-1', 'id-2', 'id-3']]);
  });

  test('a bus that only throws takes nothing', async () => {
    const client = new ScriptedClient(...Array.from({ length: 5 }, () => new Error('access denied')));
    expect(await publish(client, THREE)).toEqual(THREE);
  });

  test.each([
    ['no entries', {}, ['id-1', 'id-2', 'id-3']],
    ['fewer entries', { Entries: [{ EventId: 'x' }] }, ['id-2', 'id-3']],
    ['entries without an id', { Entries: [{}, {}, {}] }, ['id-1', 'id-2', 'id-3']],
  ])('an answer with %s is taken for no success', async (_, answer, again) => {
    const client = new ScriptedClient(answer, bus());
    expect(await publish(client, THREE)).toEqual([]);
    expect(callsOf(client)[1]).toEqual(again);
  });
});

describe('size', () => {
  const LIMIT = 256 * 1024;
  /** Size of an entry as EventBridge counts it. */
  const sizeOf = ({ Detail, DetailType, Source, Resources = [] }: PutEventsRequestEntry) =>
    14 + [Detail!, DetailType!, Source!, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), 0);

  test('an event over 256 KiB goes without its data, with a reference', async () => {
    const client = new ScriptedClient(bus());
    expect(await publish(client, [anEvent(1, 'é'.repeat(LIMIT / 2))])).toEqual([]);
    const sent = eventOf((client.sent[0]!.input as unknown as Input).Entries[0]!);
    expect(sent).not.toHaveProperty('data');
    expect(sent).toMatchObject({ id: 'id-1', type: 'OrderValidated', dataref: '/orders/A-1/events' });
  });

  test('a large event that is refused is returned under its own id', async () => {
    const refuses = bus(() => true);
    const client = new ScriptedClient(refuses, refuses, refuses, refuses, refuses);
    expect(await publish(client, [anEvent(1, 'x'.repeat(LIMIT))])).toMatchObject([{ id: 'id-1' }]);
  });

  test('no call is over ten entries or 256 KiB, nothing is lost, and the order is kept', async () => {
    const sizes = fc.array(
      fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 90_000 }), fc.constantFrom(LIMIT - 700, LIMIT)),
      { maxLength: 25 },
    );
    await fc.assert(fc.asyncProperty(sizes, async all => {
      const client = new ScriptedClient(...all.map(() => bus()));
      await publish(client, all.map((size, n) => anEvent(n, 'x'.repeat(size))));
      for (const { input } of client.sent) {
        const { Entries } = input as unknown as Input;
        expect(Entries.length).toBeLessThanOrEqual(10);
        expect(Entries.reduce((sum, entry) => sum + sizeOf(entry), 0)).toBeLessThanOrEqual(LIMIT);
      }
      expect(callsOf(client).flat()).toEqual(all.map((_, n) => `id-${n}`));
    }), { numRuns: 50 });
  });
});
