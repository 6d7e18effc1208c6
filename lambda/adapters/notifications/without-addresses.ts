/** What a log line says of an error. */
export interface LoggedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/**
 * What may be logged of an error: errors of SES name the addresses of customers, and an error of JSON.parse contains
 * a part of the text.
 */
export const withoutAddresses = ({ name, message, stack }: Error): LoggedError =>
  ({ name, message: hideAddresses(message), ...(stack !== undefined && { stack: hideAddresses(stack) }) });

/** A run of characters that can be in an address. Punctuation around it ends it. */
const WORD = /[^\s"'`<>()[\]{},;:]+/g;
const hideAddresses = (text: string): string => text.replace(WORD, word => (word.includes('@') ? '[address]' : word));
