import { Logger } from '@aws-lambda-powertools/logger';

/** One JSON line a call, with the order's id; never a whole order or event, which hold personal data. */
export const log = new Logger();
