import type { StoredEvent } from './stored-event';
import { EVENT_SOURCE } from '../../src/contract/events';
import { ROUTES, pathOf } from '../../src/contract/routes';

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

/** A stored event of an order as a CloudEvent. Types need not be known here: newer ones pass through. */
export function toCloudEvent(stored: StoredEvent, orderId: string): CloudEvent {
  const { event, causation } = stored;
  return {
    specversion: '1.0',
    id: stored.id,
    source: EVENT_SOURCE,
    type: event.type,
    subject: orderId,
    time: stored.time,
    datacontenttype: 'application/json',
    dataschema: `urn:${EVENT_SOURCE}:${event.type}:${stored.schemaVersion}`,
    sequence: stored.version,
    correlationid: stored.correlation,
    ...(causation && { causationid: causation }),
    data: event.data,
  };
}

/** The event without its data, which consumers read from the order's timeline. */
export const withoutData = ({ data: _, ...event }: CloudEvent): CloudEvent =>
  ({ ...event, dataref: pathOf(ROUTES.READ_TIMELINE, { orderId: event.subject }) });
