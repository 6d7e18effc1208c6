import type { OrderEvent } from '../../domain/events';
import type { History } from '../event-log';
import type { StoredEvent } from '../stored-event';

/** How the ids of the commands that park an order begin. A run of the workflow parks its order once at most. */
const PARKING = 'ParkOrder:';

/** The id of the command that parks an order after a run. */
export const parkingId = (run: string): string => `${PARKING}${run}`;

/**
 * The number of an order's next run: one more than runs have ended without bringing the order to its end. Each such run
 * leaves one parking in the log. Two starters that read the same log choose the same number.
 */
export const runNumberOf = ({ events }: History<OrderEvent>): number => 1 + countParkings(events);

/** How often the order was parked since it last went on. */
export function parkingsInARow({ events }: History<OrderEvent>): number {
  const last = events.findLastIndex(event => !isParking(event));
  return countParkings(events.slice(last + 1));
}

const isParking = ({ command }: StoredEvent): boolean => command.startsWith(PARKING);

/** Counts commands, not events: one command may append several events. */
const countParkings = (events: readonly StoredEvent[]): number =>
  new Set(events.filter(isParking).map(({ command }) => command)).size;
