import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import * as fc from 'fast-check';
import { EventBus } from '../../../../lambda/adapters/bus/event-bus';
import type { CloudEvent } from '../../../../lambda/orders/cloud-event';
import { ScriptedClient } from '../../../support/world/scripted-client';

const backoff = jest.fn(async () => undefined);
const publish = (client: ScriptedClient, events: readonly CloudEvent[]) =>
  new EventBus({ client: client.as(), bus: 'bus', backoff }).publish(events);

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

  test('only refused entries are sent again', async () => {
    const client = new ScriptedClient(bus(id => id !== 'id-2'), bus(id => id === 'id-3'), bus());
    expect(await publish(client, THREE)).toEqual([]);
    expect(callsOf(client)).toEqual([['id-1', 'id-2', 'id-3'], ['id-1', 'id-3'], ['id-3']]);
    expect(backoff.mock.calls).toEqual([[2, 50], [3, 50]]);
  });

  test('what is refused to the end is returned, and the next batch goes all the same', async () => {
    const refuses = bus(id => id === 'id-7');
    const client = new ScriptedClient(refuses, refuses, refuses, refuses, refuses, bus());
    const events = Array.from({ length: 11 }, (_, n) => anEvent(n));
    expect(await publish(client, events)).toEqual([events[7]]);
    expect(callsOf(client).map(({ length }) => length)).toEqual([10, 1, 1, 1, 1, 1]);
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
