import { randomUUID } from 'node:crypto';

/**
 * Clock, waiting and chance. Whatever needs one of them takes it as an argument, so that a test or a simulator decides
 * about it.
 */
export interface System {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  /** A UUID that was never used before. */
  readonly newId: () => string;
}

/** The machine's own. A lint rule keeps its parts out of every other file of `lambda/`. */
export const system: System = {
  now: () => new Date(),
  sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
  random: Math.random,
  newId: randomUUID,
};
