/**
 * A canary is an order that the heartbeat sends through the pipeline, to see that the pipeline works. Its total is 0.
 * It reaches no payment provider, no event bus and no notification.
 */

/** How the id of a canary begins. Clients cannot use such an id: theirs begin with a letter or digit. */
export const CANARY_PREFIX = '_canary-';

/** The SKU of the only line of a canary. Its stock is loaded once. */
export const CANARY_SKU = '_canary';

/**
 * The stock of that SKU. Each canary sells one unit, so it lasts for 190 years at one canary per minute, which is the
 * fastest pace.
 */
export const CANARY_STOCK = 100_000_000;
