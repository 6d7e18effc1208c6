import type { PublishedEvent } from './stored-event';
import { LIBRARY_NAME, eventSourceOf } from '../../src/contract/events';
import { ROUTES, pathOf } from '../../src/contract/routes';
import { isFields } from '../lib/input/fields';

/**
 * An event as the relay publishes it.
 * @see CloudEvents 1.0.2; `sequence`, `correlationid`, `causationid` and `dataref` are extension attributes
 */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  /** The pipeline: `cdk-order-pipeline/{identity}`. */
  readonly source: string;
  readonly type: string;
  /** The order's id. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Names the schema of the data, with its version. The package contains the schema. */
  readonly dataschema: string;
  /** The version of the order after the event. Consumers sort events by it, never by time. */
  readonly sequence: number;
  readonly correlationid: string;
  readonly causationid?: string;
  readonly data?: unknown;
  /** If the data is too large for the bus, the path in the API at which consumers can read it. */
  readonly dataref?: string;
}

/** The order to which an event belongs, and the identity of its pipeline. */
export interface EventOrigin {
  readonly orderId: string;
  readonly identity: string;
}

/** Converts a stored event to a CloudEvent. Works for all event types, including those of newer releases. */
export function toCloudEvent(stored: PublishedEvent, { orderId, identity }: EventOrigin): CloudEvent {
  const { event, causation } = stored;
  return {
    specversion: '1.0',
    id: stored.id,
    source: eventSourceOf(identity),
    type: event.type,
    subject: orderId,
    time: stored.time,
    datacontenttype: 'application/json',
    dataschema: `urn:${LIBRARY_NAME}:${event.type}:${stored.schemaVersion}`,
    sequence: stored.version,
    correlationid: stored.correlation,
    ...(causation && { causationid: causation }),
    data: publicData(event.data),
  };
}

/**
 * The data of an event as others may see it: without the payment token of an order. All data that leaves the pipeline
 * goes through this function, whether it is published or read through the API. The token stays in the log, where the
 * payment step reads it. Works for all event types and schema versions, including those of newer releases.
 */
export function publicData(data: unknown): unknown {
  if (!isFields(data) || !isFields(data.order) || !isFields(data.order.payment)) return data;
  const { token: _, ...payment } = data.order.payment;
  return { ...data, order: { ...data.order, payment } };
}

/** Replaces the data of an event by a reference to the order's timeline, where consumers can read it. */
export const withoutData = ({ data: _, ...event }: CloudEvent): CloudEvent =>
  ({ ...event, dataref: pathOf(ROUTES.READ_TIMELINE, { orderId: event.subject }) });
