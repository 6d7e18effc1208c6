import { type CloudEvent, withoutData } from '../../orders/cloud-event';

/** Limits of PutEvents. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const MAX_ENTRIES = 10;
const MAX_BYTES = 256 * 1024;
/** What DetailType, Source and Time add to the size of an entry, with some reserve. */
const ENTRY_OVERHEAD = 256;

/** An event and its JSON, as one entry of a call. */
export interface Entry {
  readonly event: CloudEvent;
  readonly detail: string;
}

/**
 * Makes batches of at most ten entries and 256 KiB together. If a single event is larger, its entry has a reference in
 * place of the data.
 */
export function* batchesIn(events: readonly CloudEvent[]): Generator<readonly Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const event of events) {
    const entry = toEntry(event);
    const size = sizeOf(entry);
    if (batch.length === MAX_ENTRIES || bytes + size > MAX_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function toEntry(event: CloudEvent): Entry {
  const whole = { event, detail: JSON.stringify(event) };
  if (sizeOf(whole) <= MAX_BYTES) return whole;
  const reference = withoutData(event);
  return { event: reference, detail: JSON.stringify(reference) };
}

const sizeOf = ({ detail }: Entry): number => Buffer.byteLength(detail) + ENTRY_OVERHEAD;
