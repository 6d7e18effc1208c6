/** Records of the event store's stream, as Lambda delivers them. */
import type { DynamoDBRecord } from 'aws-lambda';
import { type Item, streamIn, versionIn } from './stored-item';
import { orderIdOf } from './streams';

/** An event of an order that the stream announces. */
export interface AnnouncedEvent {
  readonly orderId: string;
  readonly version: number;
  readonly sequenceNumber: string;
  /** The item that was appended. */
  readonly image: Item;
}

/** Nothing if the record belongs to another stream than an order's own, such as that of a notification. */
export function announcedBy(record: DynamoDBRecord): AnnouncedEvent[] {
  const image = record.dynamodb!.NewImage as Item;
  const orderId = orderIdOf(streamIn(image));
  return orderId === undefined ? [] : [{
    orderId,
    version: versionIn(image),
    sequenceNumber: record.dynamodb!.SequenceNumber!,
    image,
  }];
}

/** What was done to an event that exists: nothing may ever be. */
export interface Tampering {
  readonly operation: 'MODIFY' | 'REMOVE';
  readonly stream: string;
  readonly version: number;
}

/** Nothing for a record of an append. A record of a deletion has no image, only the key. */
export function tamperingIn({ eventName, dynamodb }: DynamoDBRecord): Tampering[] {
  if (eventName !== 'MODIFY' && eventName !== 'REMOVE') return [];
  const key = dynamodb!.Keys as Item;
  return [{ operation: eventName, stream: streamIn(key), version: versionIn(key) }];
}

/** How long ago the event was appended, in milliseconds. 0 if the record does not say. */
export function ageOf({ dynamodb }: DynamoDBRecord, now: Date): number {
  const seconds = dynamodb?.ApproximateCreationDateTime;
  return seconds === undefined ? 0 : now.getTime() - seconds * 1_000;
}
