import { randomUUID } from 'node:crypto';

/**
 * The current time, waiting, and random values. Code that needs one of them takes it as an argument, so that a test or
 * a simulator can replace it.
 */
export interface System {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Does something after so many milliseconds, unless the returned function is called before. */
  readonly after: (milliseconds: number, action: () => void) => () => void;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  /** A UUID that was never used before. */
  readonly newId: () => string;
}

/** The real clock, timer and random values. A lint rule forbids them in all other files of `lambda/`. */
export const system: System = {
  now: () => new Date(),
  sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  newId: randomUUID,
};
