import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

/** The attributes of a message, by their names. */
export type QueueAttributes = Readonly<Record<string, string>>;

/**
 * The maximum size of a message: its body, and the name, type and value of each attribute.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const MAX_MESSAGE_BYTES = 1024 * 1024;

const TYPE = 'String';

/** The attributes as SQS takes them. */
export const messageAttributes = (attributes: QueueAttributes): Record<string, MessageAttributeValue> =>
  Object.fromEntries(Object.entries(attributes).map(([name, text]) =>
    [name, { DataType: TYPE, StringValue: allowedIn(text) }]));

/** How much attributes add to the size of a message. */
export const sizeOfAttributes = (attributes: QueueAttributes): number =>
  Object.entries(attributes).reduce((sum, [name, text]) =>
    sum + Buffer.byteLength(name) + TYPE.length + Buffer.byteLength(allowedIn(text)), 0);

/**
 * SQS allows tab, line feed, carriage return and U+0020 up in an attribute, but neither U+FFFE, U+FFFF nor half a
 * surrogate pair. An attribute is not empty.
 */
const allowedIn = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u001f\ufffe\uffff]|\p{Surrogate}/gu, ' ') || ' ';
