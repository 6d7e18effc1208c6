import * as v from 'valibot';
import { eventSchemas, isEventType } from '../../../lambda/domain/events';
import { fold } from '../../../lambda/domain/fold';
import { notificationSchemas } from '../../../lambda/domain/notification';
import { EVENT_TYPES, NOTIFICATION_EVENT_TYPES, NOTIFIED_EVENT_TYPES } from '../../../src/contract/events';
import { SITUATIONS } from '../../support/given/orders';

test('every event type has a schema, and nothing else has', () => {
  expect(Object.keys(eventSchemas)).toEqual([...EVENT_TYPES]);
  expect(Object.keys(notificationSchemas)).toEqual([...NOTIFICATION_EVENT_TYPES]);
});

test('customers are told of types that exist', () => {
  expect(EVENT_TYPES).toEqual(expect.arrayContaining([...NOTIFIED_EVENT_TYPES]));
});

test.each(Object.entries(SITUATIONS))('the events of the situation "%s" keep their schemas', (_, events) => {
  const issues = events.flatMap(event => v.safeParse(eventSchemas[event.type], event.data).issues ?? []);
  expect(issues).toEqual([]);
});

test('a type is known by its own name only', () => {
  expect(EVENT_TYPES.every(isEventType)).toBe(true);
  const others = ['OrderTeleported', 'orderPlaced', '', 'constructor', '__proto__', 'NotificationSent'];
  expect(others.some(isEventType)).toBe(false);
});

test('events that were JSON in between fold to the same state', () => {
  for (const events of Object.values(SITUATIONS)) {
    expect(fold(JSON.parse(JSON.stringify(events)))).toEqual(fold(events));
  }
});
