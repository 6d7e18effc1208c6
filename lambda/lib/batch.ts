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
  /** Whether there is time to process another record, before the function's own time is up. */
  readonly hasTime: () => boolean;
}

/** A record was not processed, because the function's time was almost up. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
  constructor() {
    super('the function has no time left for this record');
  }
}

type LaneWork<R> = LaneOptions<R>['work'];

/** Processes all records of a lane in sequence, even after one has failed, as long as there is time. */
export const oneByOne = <R>({ take, onFailure, hasTime }: TimedOptions<R>): LaneWork<R> => async lane => {
  const failed: R[] = [];
  for (const record of lane) {
    try {
      if (!hasTime()) throw new OutOfTime();
      await take(record);
    } catch (error) {
      onFailure(record, error as Error);
      failed.push(record);
    }
  }
  return failed;
};
