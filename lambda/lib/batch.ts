import { groupBy } from './group-by';

/** What a batch comes to: the records that failed, by the ids under which the service delivers them again. */
export interface BatchResponse {
  readonly batchItemFailures: { itemIdentifier: string }[];
}

export interface LaneOptions<R> {
  /** Records of one lane are worked on together, in their order, which is what the events of one order ask for. */
  readonly laneOf: (record: R) => string;
  readonly idOf: (record: R) => string;
  /** Works on a lane; returns the records of it that failed. */
  readonly work: (lane: readonly R[]) => Promise<readonly R[]>;
}

/**
 * Works on a batch lane by lane, all lanes side by side, and reports the records that failed: the rest of the batch
 * goes on.
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

type LaneWork<R> = LaneOptions<R>['work'];

/** Takes the records of a lane one after the other, up to the first that fails: it and those behind it have failed. */
export const untilOneFails = <R>({ take, onFailure }: TakeOptions<R>): LaneWork<R> => async lane => {
  for (const [index, record] of lane.entries()) {
    try {
      await take(record);
    } catch (error) {
      onFailure(record, error as Error);
      return lane.slice(index);
    }
  }
  return [];
};

/** Takes the records of a lane one after the other, whatever becomes of each. */
export const oneByOne = <R>({ take, onFailure }: TakeOptions<R>): LaneWork<R> => async lane => {
  const failed: R[] = [];
  for (const record of lane) {
    try {
      await take(record);
    } catch (error) {
      onFailure(record, error as Error);
      failed.push(record);
    }
  }
  return failed;
};
