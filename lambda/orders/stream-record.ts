/** Records of the event store's stream, as Lambda delivers them. */
import type { DynamoDBRecord } from 'aws-lambda';
import type { Item } from './stored-item';
import { orderIdOf } from './streams';
import { EventAttribute } from '../../src/contract/attributes';

/** The item that was appended. */
export const imageOf = (record: DynamoDBRecord): Item => record.dynamodb!.NewImage as Item;

/** The id of the order to which the event was appended. Undefined for other streams, such as notifications. */
export const orderIdIn = (record: DynamoDBRecord): string | undefined =>
  orderIdOf(imageOf(record)[EventAttribute.STREAM]!.S!);

export const sequenceNumberOf = (record: DynamoDBRecord): string => record.dynamodb!.SequenceNumber!;
