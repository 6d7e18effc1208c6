import type { DynamoDBRecord, DynamoDBStreamEvent, SQSEvent, SQSRecord } from 'aws-lambda';
import type { EventsTable } from './events-table';
import type { Reader } from './reader';
import { redriveRequestIn } from './redrive-input';
import { type RedriveAnswer, Redrives } from './redrives';
import { Retries } from './retries';
import type { RetryQueue } from './retry-queue';
import { MetricName } from '../../../src/contract/metrics';
import { SetAsideTimes } from '../../../src/contract/set-aside';
import { type BatchResponse, inLanes } from '../../lib/batch';
import { type Deadline, type Invocation, deadlineOf } from '../../lib/flow/deadline';
import { isBatch } from '../../lib/input/fields';
import { log } from '../../lib/log';
import type { CountMetric } from '../../lib/metrics';
import type { System } from '../../lib/system';
import type { OrderItems } from '../../orders/order-items';
import { type AnnouncedEvent, ageOf, announcedBy, tamperingIn } from '../../orders/stream-record';

export interface StreamHandlerOptions extends Pick<System, 'now' | 'sleep'> {
  readonly reader: Reader;
  readonly items: OrderItems;
  readonly retryQueue: RetryQueue;
  readonly table: EventsTable;
  readonly count: CountMetric;
  /** Counts each retry of an order that is set aside for longer than a deployment takes. */
  readonly metric: MetricName;
}

/**
 * Invoked by the stream, by the retry queue, or by an operator with `{ "redrive": … }`, who may make any mistake.
 */
export type StreamHandler = (input: unknown, invocation: Invocation) => Promise<BatchResponse | RedriveAnswer>;

/** The handler of a function that reads the stream of the event store. */
export function streamHandler(options: StreamHandlerOptions): StreamHandler {
  const redrives = new Redrives(options);
  const retries = new Retries({ ...options, redrives });
  return async (input, invocation) => {
    const deadline = deadlineOf(invocation, options.sleep);
    if (!isBatch(input)) return redrives.answer(redriveRequestIn(input, options.now()), deadline);
    const batch = input as DynamoDBStreamEvent | SQSEvent;
    if (isOfStream(batch)) return takeRecords(options, batch.Records, deadline);
    return inLanes(batch.Records, {
      laneOf: ({ messageId }) => messageId, // the retry queue delivers one message at a time
      idOf: ({ messageId }) => messageId,
      work: async ([record]) => (await isTaken(retries, record!, deadline) ? [] : [record!]),
    });
  };
}

const isOfStream = (input: DynamoDBStreamEvent | SQSEvent): input is DynamoDBStreamEvent =>
  input.Records.some(record => 'dynamodb' in record);

async function takeRecords(
  options: StreamHandlerOptions, records: readonly DynamoDBRecord[], deadline: Deadline,
): Promise<BatchResponse> {
  reportTampering(options, records);
  const events = records.filter(({ eventName }) => eventName === 'INSERT').flatMap(announcedBy);
  // Before the work: if the function is stopped, this line says which orders it had.
  const orderIds = [...new Set(events.map(({ orderId }) => orderId))];
  log.info('takes events', { records: records.length, events: events.length, orderIds });
  const failed = isSuspect(options, records)
    ? await setAsideUnread(options, events)
    : await options.reader.take(events, deadline);
  log.info('took events', { events: events.length, failed: failed.length });
  return { batchItemFailures: failed.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })) };
}

/** Takes a message of the retry queue. Returns false if the message stays there. */
async function isTaken(retries: Retries, record: SQSRecord, deadline: Deadline): Promise<boolean> {
  try {
    await retries.take(record, deadline);
    return true;
  } catch (error) {
    log.error('stays on the retry queue', { messageId: record.messageId, error: error as Error });
    return false;
  }
}

/** Reports and counts records that changed or deleted an event. */
function reportTampering({ count }: StreamHandlerOptions, records: readonly DynamoDBRecord[]): void {
  for (const { operation, stream, version } of records.flatMap(tamperingIn)) {
    log.error('an event was changed or deleted', { operation, stream, version });
    count(MetricName.TAMPERED, { operation, stream, version: String(version) });
  }
}

/**
 * Whether a record may be the one that stops the function, by a crash, by using up the memory or the time. After such
 * an end, Lambda halves the batch until the record is alone, and repeats it. After an outage, a record that is alone by
 * chance may be old, too: to take it from the retry queue costs nothing but a message.
 */
function isSuspect({ now }: StreamHandlerOptions, records: readonly DynamoDBRecord[]): boolean {
  const [only, ...others] = records;
  return only !== undefined && others.length === 0 && ageOf(only, now()) > SetAsideTimes.SUSPECT_AFTER * 1_000;
}

async function setAsideUnread(
  { reader }: StreamHandlerOptions, events: readonly AnnouncedEvent[],
): Promise<readonly AnnouncedEvent[]> {
  for (const event of events) {
    try {
      await reader.setAsideUnread(event);
    } catch (error) {
      log.error('will be tried again', { orderId: event.orderId, error: error as Error });
      return [event];
    }
  }
  return [];
}
