import { Logger } from '@aws-lambda-powertools/logger';

/** Writes one JSON line per call. Log the id of an order, never a whole order or event: they contain personal data. */
export const log = new Logger();
