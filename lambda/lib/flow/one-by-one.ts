import { type Deadline, DeadlineExceeded } from './deadline';
import type { LaneOptions } from '../batch';

export interface TakeOptions<R> {
  readonly take: (record: R) => Promise<void>;
  readonly onFailure: (record: R, error: Error) => void;
  /** Whether no time is left for another record. */
  readonly isOver: Deadline['isOver'];
}

type LaneWork<R> = LaneOptions<R>['work'];

/**
 * Processes all records of a lane in sequence, even after one has failed. Those for which no time is left fail with
 * DeadlineExceeded.
 */
export const oneByOne = <R>({ take, onFailure, isOver }: TakeOptions<R>): LaneWork<R> => async lane => {
  const failed: R[] = [];
  for (const record of lane) {
    try {
      if (isOver()) throw new DeadlineExceeded();
      await take(record);
    } catch (error) {
      onFailure(record, error as Error);
      failed.push(record);
    }
  }
  return failed;
};
