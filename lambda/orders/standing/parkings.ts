import type { OrderEvent } from '../../domain/events';
import type { History } from '../event-log';
import type { StoredEvent } from '../stored-event';

/** How the ids of the commands that park an order begin. A run of the workflow parks its order once at most. */
const PARKING = 'ParkOrder:';

/** How the ids of the commands begin that record what a run waits for. */
const WAITING = 'AwaitAnswer:';

/** The id of the command that records that a run ends because it waits for an answer. */
export const waitingId = (run: string): string => `${WAITING}${run}`;

/** The id of the command that parks an order after a run. */
export const parkingId = (run: string): string => `${PARKING}${run}`;

/**
 * The number of an order's next run: one more than runs have ended without bringing the order to its end. Each such run
 * leaves one parking in the log, or says what it waits for. Two starters that read the same log choose the same number.
 */
export const runNumberOf = ({ events }: History<OrderEvent>): number =>
  1 + countCommands(events, event => isParking(event) || isWait(event));

/** How often the order was parked since it last went on. */
export function parkingsInARow({ events }: History<OrderEvent>): number {
  const last = events.findLastIndex(event => !isParking(event));
  return countCommands(events.slice(last + 1), isParking);
}

const isParking = ({ command }: StoredEvent): boolean => command.startsWith(PARKING);

const isWait = ({ command }: StoredEvent): boolean => command.startsWith(WAITING);

/** Counts commands, not events: one command may append several events. */
const countCommands = (events: readonly StoredEvent[], isCounted: (event: StoredEvent) => boolean): number =>
  new Set(events.filter(isCounted).map(({ command }) => command)).size;
