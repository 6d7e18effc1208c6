import { Logger } from '@aws-lambda-powertools/logger';

/**
 * One JSON line a call, with the order's id; never a whole order or event, which hold personal data. It is not passed in
 * like other things that a handler needs: it only writes, and nothing depends on it.
 */
export const log = new Logger();
