/** The version of the format of commands. It changes only if the meaning of a field does. */
export const COMMAND_VERSION = 1;

/** What clients can ask of an order on record. */
export const COMMAND_NAMES = ['CancelOrder', 'RetryOrder', 'ReportPayment'] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/**
 * The size limit of a command as UTF-8 JSON. The longest one that keeps all rules has less than 3 KB; the rest is for
 * white space and escapes.
 */
export const MAX_COMMAND_BYTES = 16 * 1024;

/** Who sent a command through the API if its body does not say it. */
export const API_ACTOR = 'api';

/** Who sent the report of a payment callback. */
export const CALLBACK_ACTOR = 'payment-callback';
