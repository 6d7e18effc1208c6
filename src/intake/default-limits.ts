/** How fast the intake starts orders, and how many may be in progress, unless a user says otherwise. */

/**
 * Step Functions starts 150 executions per second in most regions, and 300 in the largest ones, and an instance starts
 * about 40: a batch of ten takes a quarter of a second. So three instances stay below that. In a new account, which has
 * a concurrency of 10, they leave 7 to the functions of the workflow and of the stream.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const DEFAULT_CONCURRENCY = 3;

/**
 * An order needs about a third of a second of Lambda time, so the 7 instances that a new account has left process some
 * 20 orders per second, and 1,000 running orders are 50 s of work. With more, the retries of a workflow that waits for
 * a function would run out of patience. It is also what one call of ListExecutions counts. Where Lambda is not short,
 * 1,000 orders of 2 s each are 500 per second, more than are started.
 */
export const DEFAULT_RUNNING = 1_000;
