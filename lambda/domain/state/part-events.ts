import type * as v from 'valibot';
import type { EventType } from '../../../src/contract/events';

/** Events by the schemas of their data. */
export type EventsOf<Schemas extends Readonly<Record<string, v.GenericSchema>>> = {
  [T in keyof Schemas & string]: { readonly type: T; readonly data: v.InferOutput<Schemas[T]> }
}[keyof Schemas & string];

interface PartEvent {
  readonly type: EventType;
}

/** The events of the other parts. Their data are no business of this part, so it sees only their names. */
export type OtherEvents<Own extends PartEvent> = {
  [T in Exclude<EventType, Own['type']>]: { readonly type: T }
}[Exclude<EventType, Own['type']>];

/** Closes the switch over the events of a part: events of the others are left, and none of its own. Changes nothing. */
export const unchanged = <Own extends PartEvent>(_: OtherEvents<Own>): object => ({});
