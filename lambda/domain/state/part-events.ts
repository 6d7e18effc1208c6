import type * as v from 'valibot';
import type { EventType } from '../../../src/contract/events';

/** Events by the schemas of their data. */
export type EventsOf<Schemas extends Readonly<Record<string, v.GenericSchema>>> = {
  [T in keyof Schemas & string]: { readonly type: T; readonly data: v.InferOutput<Schemas[T]> }
}[keyof Schemas & string];

interface PartEvent {
  readonly type: EventType;
}

/** The events of the other parts. This part does not use their data, so it sees only their names. */
export type OtherEvents<Own extends PartEvent> = {
  [T in Exclude<EventType, Own['type']>]: { readonly type: T }
}[Exclude<EventType, Own['type']>];

/** Closes the switch over a part's events. Compiles only if the events of other parts are all that is left. */
export const unchanged = <Own extends PartEvent>(_: OtherEvents<Own>): object => ({});
