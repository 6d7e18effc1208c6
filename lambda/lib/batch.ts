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
