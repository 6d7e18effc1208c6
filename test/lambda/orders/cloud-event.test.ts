import { toCloudEvent, withoutData } from '../../../lambda/orders/cloud-event';
import { readItem } from '../../../lambda/orders/stored-item';
import { EVENT_TYPES } from '../../../src/contract/events';
import { SITUATIONS, captureFailed, orderValidated, voidFailed } from '../../support/given/orders';
import { imagesOf, storedEvents } from '../../support/given/stream';

const ALL = [...Object.values(SITUATIONS), [captureFailed(), voidFailed()]].flatMap(events =>
  imagesOf('A-1', events).map(image => toCloudEvent(readItem(image), { orderId: 'A-1', identity: 'Shop/Orders' })),
);

test('an event carries all that its envelope knows', () => {
  const stored = storedEvents('A-1', SITUATIONS.validated)[1]!;
  expect(toCloudEvent(stored, { orderId: 'A-1', identity: 'Shop/Orders' })).toEqual({
    specversion: '1.0',
    id: stored.id,
    source: 'cdk-order-pipeline/Shop/Orders',
    type: 'OrderValidated',
    subject: 'A-1',
    time: stored.time,
    datacontenttype: 'application/json',
    dataschema: 'urn:cdk-order-pipeline:OrderValidated:1',
    sequence: 2,
    correlationid: 'message-A-1',
    causationid: stored.causation,
    data: orderValidated().data,
  });
});

test('the samples have every type', () => {
  expect(new Set(ALL.map(({ type }) => type))).toEqual(new Set(EVENT_TYPES));
});

describe('CloudEvents 1.0.2', () => {
  test('required attributes are texts that are not empty', () => {
    for (const event of ALL) {
      for (const name of ['id', 'source', 'specversion', 'type'] as const) {
        expect(event[name]).toEqual(expect.stringMatching(/./));
      }
    }
  });

  test('attributes have names of small letters and digits, at most 20, and values of an allowed type', () => {
    for (const { data: _, ...attributes } of ALL) {
      for (const [name, value] of Object.entries(attributes)) {
        expect(name).toMatch(/^[a-z0-9]{1,20}$/);
        expect(typeof value === 'string' || (Number.isInteger(value) && Math.abs(value as number) < 2 ** 31)).toBe(
          true,
        );
      }
    }
  });

  test('time is RFC 3339, source and dataschema are URIs', () => {
    for (const { time, source, dataschema } of ALL) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      expect(new URL(source, 'https://example.com').href).toBeTruthy();
      expect(new URL(dataschema).href).toBe(dataschema);
    }
  });

  test('source and id together are one event\'s alone', () => {
    const ids = imagesOf('A-1', SITUATIONS.confirmed)
      .concat(imagesOf('B-1', SITUATIONS.confirmed))
      .map(image => image.id!.S);
    expect(new Set(ids).size).toBe(12);
  });
});

test('a type that this release does not know passes through', () => {
  const image = {
    ...imagesOf('A-1', SITUATIONS.placed)[0]!,
    t: { S: 'OrderTeleported' },
    sv: { N: '7' },
    d: { S: '{"to":"Mars"}' },
  };
  expect(toCloudEvent(readItem(image), { orderId: 'A-1', identity: 'Shop/Orders' })).toMatchObject({
    type: 'OrderTeleported',
    dataschema: 'urn:cdk-order-pipeline:OrderTeleported:7',
    data: { to: 'Mars' },
  });
});

test('without data it says where the data is, and keeps all else', () => {
  const { data: _, ...envelope } = ALL[0]!;
  const event = withoutData({ ...ALL[0]!, subject: 'order 1:a+b' });
  expect(event).toEqual({ ...envelope, subject: 'order 1:a+b', dataref: '/orders/order%201%3Aa%2Bb/events' });
  expect(event).not.toHaveProperty('data');
});
