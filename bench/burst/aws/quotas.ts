import type { BucketOptions } from '../engine/token-bucket';

/** The quotas of Step Functions that differ by region, for Standard workflows. */
export interface RegionQuotas {
  readonly startExecution: BucketOptions;
  readonly stateTransition: BucketOptions;
}

/**
 * The two classes of regions: `large` is us-east-1, us-west-2 and eu-west-1.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const REGION_QUOTAS = {
  large: { startExecution: { size: 1_300, perSecond: 300 }, stateTransition: { size: 5_000, perSecond: 5_000 } },
  other: { startExecution: { size: 800, perSecond: 150 }, stateTransition: { size: 800, perSecond: 800 } },
} as const satisfies Record<string, RegionQuotas>;
export type RegionClass = keyof typeof REGION_QUOTAS;

/**
 * How fast each function gets new execution environments. Unused parts do not add up.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
 */
export const NEW_ENVIRONMENTS: BucketOptions = { size: 1_000, perSecond: 100 };

/**
 * The invocations per second that a concurrency of one allows.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const REQUESTS_PER_CONCURRENCY = 10;

/** How the mapping of a standard queue scales. */
export interface MappingScaling {
  /** Concurrent batches at the start, and while there is little to do. */
  readonly first: number;
  readonly perMinute: number;
  readonly most: number;
}

/**
 * By how many concurrent batches a mapping may grow per minute. AWS's page says 300 today and said 60 before 2024, as
 * many pages still do; a mapping that runs into errors grows more slowly than the page says.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 * @see https://aws.amazon.com/blogs/compute/introducing-maximum-concurrency-of-aws-lambda-functions-when-using-amazon-sqs-as-an-event-source/
 */
export const MAPPING_SCALING = {
  300: { first: 5, perMinute: 300, most: 1_250 },
  60: { first: 5, perMinute: 60, most: 1_000 },
} as const satisfies Record<number, MappingScaling>;
export type RampPerMinute = keyof typeof MAPPING_SCALING;

/**
 * What a table that is billed on demand takes. It starts with `initialWrites` per second and takes twice its earlier
 * peak; a higher peak should grow over `peakAge` seconds. One partition takes `partitionWrites`.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const TABLE_QUOTAS = { initialWrites: 4_000, partitionWrites: 1_000, peakFactor: 2, peakAge: 1_800 } as const;

/**
 * A write of up to 1 KB takes one unit, within a transaction two.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export const WRITE_UNITS = { plain: 1, transactional: 2 } as const;

/**
 * How long a stream keeps a record, in seconds, and how often Lambda polls a shard per second.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export const STREAM_QUOTAS = { retention: 24 * 3_600, pollsPerSecond: 4 } as const;
