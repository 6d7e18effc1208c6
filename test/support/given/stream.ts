import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { IDENTITY } from './identity';
import type { OrderEvent } from '../../../lambda/domain/events';
import { eventId } from '../../../lambda/orders/envelope';
import { type StoredEvent } from '../../../lambda/orders/stored-event';
import { toItem } from '../../../lambda/orders/stored-item';
import { orderStream } from '../../../lambda/orders/streams';

/** Events as the stream of one order, a minute apart. */
export const storedEvents = (
  orderId: string, events: readonly OrderEvent[],
): StoredEvent<OrderEvent>[] => events.map((event, index) => {
  const stream = orderStream(orderId);
  const command = `${event.type}-${index + 1}`;
  return {
    stream,
    version: index + 1,
    id: eventId(IDENTITY, stream, command, 0),
    time: new Date(Date.UTC(2026, 0, 1, 12, index)).toISOString(),
    command,
    correlation: `message-${orderId}`,
    causation: index > 0 ? eventId(IDENTITY, stream, `${events[index - 1]!.type}-${index}`, 0) : undefined,
    actor: undefined,
    schemaVersion: 1,
    event,
  };
});

export const imagesOf = (orderId: string, events: readonly OrderEvent[]): Record<string, AttributeValue>[] =>
  storedEvents(orderId, events).map(toItem);
