import type { System } from '../system';

/** The time of an invocation is nearly over. The work goes on later, when its record or message is delivered again. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
  constructor() {
    super('the time of this invocation is nearly over');
  }
}

/** What Lambda tells a handler about its time. */
export interface Invocation {
  readonly getRemainingTimeInMillis: () => number;
}

/** The moment at which an invocation stops its work, so that it can still report what is left. */
export interface Deadline {
  readonly isOver: () => boolean;
  /** Waits for some work until the deadline. Throws DeadlineExceeded, the errors of the work, and nothing else. */
  readonly within: <T>(work: Promise<T>) => Promise<T>;
}

/** Long enough to send a batch of messages, also where the call is tried again, and to return. In milliseconds. */
const RESERVE = 10_000;

/**
 * The deadline of an invocation. A function that ends before its own time-out reports what has failed; one that is
 * stopped by the time-out reports nothing, and looks like a crash.
 */
export function deadlineOf({ getRemainingTimeInMillis }: Invocation, sleep: System['sleep']): Deadline {
  const left = () => getRemainingTimeInMillis() - RESERVE;
  return {
    isOver: () => left() < 0,
    within: async work => {
      const late = sleep(Math.max(0, left())).then(() => {
        throw new DeadlineExceeded();
      });
      return Promise.race([work, late]);
    },
  };
}
