/** The readers of the stream, off for a while under load: fault 16, and the end of fault 51. */
import { fresh, orderOf } from '../support/samples';
import { type Placed, shop } from '../support/shop';
import { eventually } from '../support/world';

const ORDERS = 100;
const sku = fresh('streams');

beforeAll(() => shop.stock({ [sku]: 10_000 }));

const readers = () => [shop.world.outputs.ProjectorFunctionName, shop.world.outputs.RelayFunctionName];

/** Switches both readers off, lets orders flow, and does something before it switches them on again. */
async function whileOff(meanwhile: () => Promise<unknown>): Promise<Placed[]> {
  for (const reader of readers()) await shop.world.feed(reader, false);
  try {
    const orders = Array.from({ length: ORDERS }, () => orderOf(sku));
    await shop.send(...orders);
    const ended = await shop.allEnded(orders);
    for (const { orderId } of orders) expect(await shop.rows.get(orderId)).toBeUndefined();
    await meanwhile();
    return ended;
  } finally {
    for (const reader of readers()) await shop.world.feed(reader, true);
  }
}

async function rowsAndBusAreComplete(orders: readonly Placed[]): Promise<void> {
  for (const { orderId, version, events } of orders) {
    expect(await shop.row(orderId, version)).toMatchObject({ version, stuck: undefined });
    const ids = new Set((await shop.onBus(orderId, version)).map(({ id }) => id));
    expect(events.map(({ id }) => id).filter(id => !ids.has(id))).toEqual([]);
  }
}

test('switched on again, they catch up by themselves', async () => {
  await rowsAndBusAreComplete(await whileOff(async () => undefined));
});

test('what the stream has forgotten meanwhile is brought back by one redrive of each', async () => {
  const since = new Date().toISOString();
  const forgotten = await whileOff(async () => {
    for (const reader of readers()) await shop.world.forgetStream(reader);
  });
  const later = await shop.take(orderOf(sku));
  await rowsAndBusAreComplete([later]);
  expect(await shop.rows.get(forgotten[0]!.orderId)).toBeUndefined();

  for (const reader of readers()) {
    const plan = await shop.world.invoke(reader, { redrive: { since }, dryRun: true });
    expect(plan).toMatchObject({ payload: { dryRun: true, segments: 4, events: expect.any(Number) } });
    expect(await shop.world.invoke(reader, { redrive: { since } })).toMatchObject({ payload: { dryRun: false } });
  }
  await rowsAndBusAreComplete(forgotten);
});

test('a redrive of an unknown order is no success', async () => {
  for (const reader of readers()) {
    const { error } = await shop.world.invoke(reader, { redrive: ['nobody'] });
    expect(error!.errorMessage).toContain('there is no order "nobody"');
  }
});

test('an event that is changed or deleted is told in the log of the projector', async () => {
  const { EventsTableName } = shop.world.outputs;
  const pk = { S: `TAMPERED#${fresh('stream')}` };
  await shop.overwrite(EventsTableName, { pk, v: { N: '1' }, t: { S: 'Any' } });
  await shop.overwrite(EventsTableName, { pk, v: { N: '1' }, t: { S: 'Other' } });
  await eventually('Tampered', async () => {
    const lines = await shop.world.logOf(shop.world.outputs.ProjectorFunctionName);
    return lines.find(line => line.includes('"Tampered":1') && line.includes(pk.S));
  });
});
