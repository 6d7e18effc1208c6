/**
 * What AWS does not publish. README.md shows how much the results depend on these values. All times are in seconds.
 *
 * The times of calls are what DynamoDB, Lambda and Step Functions take within a region while nothing is wrong: DynamoDB
 * promises single-digit milliseconds for a single item; a transaction takes two rounds of such writes. The emulator's
 * times, which `npm run bench:append` measures, say nothing about AWS: it is one process on one machine.
 */
export interface Assumptions {
  /** The init phase of a function: Node 24 on ARM, a bundle of 360 KB, 256 MB. */
  readonly coldStart: number;
  /** What Step Functions takes from entering a state until the function runs. */
  readonly dispatch: number;
  readonly query: number;
  readonly put: number;
  readonly transaction: number;
  /** How long a transaction keeps an item; another transaction on the item is refused meanwhile. */
  readonly itemLock: number;
  readonly startExecution: number;
  /** What a payment provider takes to answer a charge. */
  readonly charge: number;
  /** A call that fails because its service is out. */
  readonly failedCall: number;
  /** Until a message that became visible is in a batch. */
  readonly receive: number;
  /** The waits of a mapping after Lambda refused an invocation, or a batch of a stream failed: from, to. */
  readonly mappingBackoff: { readonly first: number; readonly longest: number };
  /** PutEvents with ten entries. */
  readonly putEvents: number;
}

export const ASSUMED: Assumptions = {
  coldStart: 0.4,
  dispatch: 0.03,
  query: 0.005,
  put: 0.007,
  transaction: 0.02,
  itemLock: 0.015,
  startExecution: 0.03,
  charge: 0.5,
  failedCall: 0.05,
  receive: 0.02,
  mappingBackoff: { first: 1, longest: 60 },
  putEvents: 0.02,
};
