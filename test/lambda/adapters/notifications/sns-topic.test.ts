import { SnsTopic } from '../../../../lambda/adapters/notifications/sns-topic';
import { fold } from '../../../../lambda/domain/fold';
import { toCloudEvent } from '../../../../lambda/orders/cloud-event';
import { IDENTITY } from '../../../support/given/identity';
import { SITUATIONS, anOrder, orderPlaced, orderRejected } from '../../../support/given/orders';
import { storedEvents } from '../../../support/given/stream';
import { ScriptedClient } from '../../../support/world/scripted-client';

const state = fold(SITUATIONS.confirmed);
const event = toCloudEvent(storedEvents('A-1', SITUATIONS.confirmed).at(-1)!, { orderId: 'A-1', identity: IDENTITY });
/** What the attributes add: names, types and values. */
const ATTRIBUTES = Buffer.byteLength(
  'eventTypeStringOrderConfirmedstatusStringCONFIRMEDcustomerIdStringC-1',
);
/** An event whose message and attributes have this many bytes. */
const sized = (bytes: number) => {
  const empty = Buffer.byteLength(JSON.stringify({ ...event, data: '' })) + ATTRIBUTES;
  return { ...event, data: 'é'.repeat((bytes - empty) / 2).padEnd((bytes - empty + 1) / 2, 'x') };
};

async function published(of: typeof event, after = state) {
  const client = new ScriptedClient({ MessageId: 'm' });
  expect(await new SnsTopic(client.as(), 'arn').publish(of, after)).toBe('m');
  return client.sent[0]!.input as { Message: string; MessageAttributes: Record<string, object> };
}

const sizeOf = ({ Message }: { Message: string }) => Buffer.byteLength(Message) + ATTRIBUTES;

test('an event that fits, to the byte, is published whole', async () => {
  const whole = sized(262_144);
  const input = await published(whole);
  expect(sizeOf(input)).toBe(262_144);
  expect(JSON.parse(input.Message)).toEqual(whole);
});

test('an event that is larger is published with a reference in place of its data', async () => {
  const { Message } = await published(sized(262_146));
  const { data: _, ...rest } = event;
  expect(JSON.parse(Message)).toEqual({ ...rest, dataref: '/orders/A-1/events' });
});

test.each(['C'.repeat(101), 'C\u0000'])('a customer id that no order may have is no attribute', async id => {
  const rejected = fold([orderPlaced(anOrder({ customer: { id } })), orderRejected()]);
  expect((await published(event, rejected)).MessageAttributes).not.toHaveProperty('customerId');
});
