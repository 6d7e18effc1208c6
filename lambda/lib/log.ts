import { Logger } from '@aws-lambda-powertools/logger';

/**
 * Writes one JSON line per call. Log the id of an order, never a whole order or event: they contain personal data.
 * Handlers import it instead of taking it as an argument, because it only writes: nothing depends on it.
 */
export const log = new Logger();
