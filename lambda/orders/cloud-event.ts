import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { EventAttribute as A } from '../../src/contract/attributes';
import { EVENT_SOURCE } from '../../src/contract/events';

/**
 * An event as it leaves the event store.
 * @see CloudEvents 1.0.2; `sequence`, `correlationid`, `causationid` and `dataref` are extension attributes
 */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** The order's id. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Names the schema that the package ships, with its version. */
  readonly dataschema: string;
  /** The version of the order that the event made; consumers order by it, never by time. */
  readonly sequence: number;
  readonly correlationid: string;
  readonly causationid?: string;
  readonly data?: unknown;
  /** In place of data that is too large for the bus: where it can be read. */
  readonly dataref?: string;
}

/** An image of the events table's stream as a CloudEvent. Types need not be known here: newer ones pass through. */
export function toCloudEvent(image: Record<string, AttributeValue>, orderId: string): CloudEvent {
  const text = (name: string) => image[name]!.S!;
  return {
    specversion: '1.0',
    id: text(A.ID),
    source: EVENT_SOURCE,
    type: text(A.TYPE),
    subject: orderId,
    time: text(A.TIME),
    datacontenttype: 'application/json',
    dataschema: `urn:${EVENT_SOURCE}:${text(A.TYPE)}:${image[A.SCHEMA_VERSION]!.N}`,
    sequence: Number(image[A.VERSION]!.N),
    correlationid: text(A.CORRELATION),
    ...(image[A.CAUSATION] && { causationid: text(A.CAUSATION) }),
    data: JSON.parse(text(A.DATA)),
  };
}

/** The event without its data, which consumers read from the order's timeline. */
export const withoutData = ({ data: _, ...event }: CloudEvent): CloudEvent => ({ ...event, dataref: `/orders/${encodeURIComponent(event.subject)}/events` });
