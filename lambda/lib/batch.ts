import { type Deadline, DeadlineExceeded } from './flow/deadline';
import { groupBy } from './group-by';

/** The result of a batch: the ids of the records that failed. Lambda delivers these records again. */
export interface BatchResponse {
  readonly batchItemFailures: { itemIdentifier: string }[];
}

export interface LaneOptions<R> {
  /** The lane of a record. Records of one lane are processed in sequence, such as the events of one order. */
  readonly laneOf: (record: R) => string;
  readonly idOf: (record: R) => string;
  /** Processes a lane. Returns the records that failed. */
  readonly work: (lane: readonly R[]) => Promise<readonly R[]>;
}

/**
 * Processes the records of a batch by lanes, all lanes in parallel. Reports the records that failed, so that only these
 * are delivered again.
 */
export async function inLanes<R>(
  records: readonly R[],
  { laneOf, idOf, work }: LaneOptions<R>,
): Promise<BatchResponse> {
  const failed = await Promise.all([...groupBy(records, laneOf).values()].map(work));
  return { batchItemFailures: failed.flat().map(record => ({ itemIdentifier: idOf(record) })) };
}

export interface TakeOptions<R> {
  readonly take: (record: R) => Promise<void>;
  readonly onFailure: (record: R, error: Error) => void;
}

export interface TimedOptions<R> extends TakeOptions<R> {
  /** Whether no time is left for another record. */
  readonly isOver: Deadline['isOver'];
}

type LaneWork<R> = LaneOptions<R>['work'];

/**
 * Processes all records of a lane in sequence, even after one has failed. Those for which no time is left fail with
 * DeadlineExceeded.
 */
export const oneByOne = <R>({ take, onFailure, isOver }: TimedOptions<R>): LaneWork<R> => async lane => {
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
