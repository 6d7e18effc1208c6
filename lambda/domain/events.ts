import type * as v from 'valibot';
import { courseSchemas, intakeSchemas } from './course/events';
import { goodsSchemas } from './goods/events';
import { moneySchemas } from './money/events';
import type { EventsOf } from './state/part-events';
import type { EventType } from '../../src/contract/events';

export { isEventType } from '../../src/contract/events';

/**
 * The schemas of the data of each event, schema version 1, in the order of EVENT_TYPES. An event says what happened,
 * never what to do. Each part of an order defines the schemas of its own events.
 */
export const eventSchemas = {
  ...intakeSchemas,
  ...goodsSchemas,
  ...moneySchemas,
  ...courseSchemas,
} satisfies Record<EventType, v.GenericSchema>;

/** An event of an order: its type and data. Ids, versions and times belong to the envelope in which it is stored. */
export type OrderEvent = EventsOf<typeof eventSchemas>;

export type EventData<T extends EventType> = Extract<OrderEvent, { type: T }>['data'];

/** The schema version that this code writes. */
export const SCHEMA_VERSION = 1;

/**
 * The newest schema version that this code can read. It is raised one release before SCHEMA_VERSION: during a
 * deployment, and after a rollback, the release before must be able to read what the newer one has written.
 */
export const NEWEST_SCHEMA_VERSION: number = 1;
