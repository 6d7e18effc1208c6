import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { backoff } from '../../lib/backoff';
import { log } from '../../lib/log';
import { type CloudEvent, withoutData } from '../../orders/cloud-event';

/** Limits of PutEvents. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const MAX_ENTRIES = 10;
const MAX_BYTES = 256 * 1024;
/** What DetailType, Source and Time add to an entry's size, and some. */
const ENTRY_OVERHEAD = 256;

const TRIES = 5;

/**
 * Puts events on the bus, in order, and those that the bus refuses once more, with a jittered wait. Returns the events that are still
 * refused after the last try: nothing is taken for sent that was not.
 */
export async function publish(client: EventBridgeClient, bus: string, events: readonly CloudEvent[]): Promise<readonly CloudEvent[]> {
  const failed: CloudEvent[] = [];
  for (const batch of batches(events)) {
    let left = batch;
    for (let attempt = 1; left.length > 0 && attempt <= TRIES; attempt++) {
      if (attempt > 1) await backoff(attempt, 50);
      left = await put(client, bus, left);
    }
    failed.push(...left.map(({ event }) => event));
  }
  return failed;
}

interface Entry {
  readonly event: CloudEvent;
  readonly detail: string;
}

async function put(client: EventBridgeClient, bus: string, batch: readonly Entry[]): Promise<readonly Entry[]> {
  const entries = batch.map(({ event, detail }): PutEventsRequestEntry =>
    ({ EventBusName: bus, Source: event.source, DetailType: event.type, Time: new Date(event.time), Resources: [event.subject], Detail: detail }));
  try {
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: entries }));
    return batch.filter((_, index) => Entries[index]?.ErrorCode !== undefined || !Entries[index]?.EventId);
  } catch (error) {
    log.warn('the bus refused a batch', { entries: batch.length, error: error as Error });
    return batch;
  }
}

/** Batches of at most ten entries and 256 KiB together. An event that alone is larger goes without its data, by reference. */
function* batches(events: readonly CloudEvent[]): Generator<readonly Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const original of events) {
    let event = original;
    let detail = JSON.stringify(event);
    let size = Buffer.byteLength(detail) + ENTRY_OVERHEAD;
    if (size > MAX_BYTES) {
      event = withoutData(event);
      detail = JSON.stringify(event);
      size = Buffer.byteLength(detail) + ENTRY_OVERHEAD;
    }
    if (batch.length === MAX_ENTRIES || bytes + size > MAX_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({ event, detail });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
