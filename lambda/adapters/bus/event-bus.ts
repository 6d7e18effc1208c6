import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { type Entry, batchesIn } from './entries';
import { isCanary } from '../../domain/order/canary';
import type { Backoff } from '../../lib/backoff';
import { sideBySide } from '../../lib/flow/side-by-side';
import { log } from '../../lib/log';
import type { CloudEvent } from '../../orders/cloud-event';

const TRIES = 5;

/** At some 50 ms a call, five at a time make 100 calls/s, a quarter of the lowest quota of any region. */
const CALLS_AT_A_TIME = 5;

/**
 * What is wrong with the entry itself. The bus refuses it for good, but may take the others.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
const BAD_ENTRY = new Set(['InvalidArgument', 'MalformedDetail', 'RedactionFailure']);

/** The bus refuses a whole call, because of the size or the form of one of its entries. */
const BAD_CALL = 'ValidationException';

export interface EventBusOptions {
  readonly client: EventBridgeClient;
  /** The bus's name. */
  readonly bus: string;
  readonly backoff: Backoff;
}

/** Told about each event as soon as its outcome is known. An event without outcome failed, and may be sent again. */
export interface PublishObserver {
  readonly published: (event: CloudEvent) => void;
  /** The bus refuses this event for good. */
  readonly refused: (event: CloudEvent, error: string) => void;
  /** True if no time is left for another call. */
  readonly isOver: () => boolean;
}

/** What became of an entry: undefined if it may be sent again. */
type EntryOutcome = 'published' | { readonly refused: string } | undefined;

/** The event bus to which the relay publishes the events of orders. */
export class EventBus {
  constructor(private readonly options: EventBusOptions) {}

  /**
   * Puts events on the bus, several batches side by side. Retries the events that the bus did not take, after a
   * jittered wait. Consumers sort the events of an order by their sequence, since the bus keeps no order either. Events
   * of canaries concern no consumer: they count as published, but never reach the bus.
   */
  async publish(events: readonly CloudEvent[], observer: PublishObserver): Promise<void> {
    const isOfCanary = ({ subject }: CloudEvent) => isCanary(subject);
    events.filter(isOfCanary).forEach(observer.published);
    const batches = [...batchesIn(events.filter(event => !isOfCanary(event)))];
    await sideBySide(batches, CALLS_AT_A_TIME, async batch => this.publishBatch(batch, observer));
  }

  private async publishBatch(batch: readonly Entry[], observer: PublishObserver): Promise<void> {
    let left = batch;
    for (let attempt = 1; left.length > 0 && attempt <= TRIES && !observer.isOver(); attempt++) {
      if (attempt > 1) await this.options.backoff(attempt, 50);
      const outcomes = await this.put(left);
      left.forEach(({ event }, index) => {
        const outcome = outcomes[index];
        if (outcome === 'published') observer.published(event);
        else if (outcome) observer.refused(event, outcome.refused);
      });
      left = left.filter((_, index) => !outcomes[index]);
    }
  }

  /** Puts entries on the bus. */
  private async put(batch: readonly Entry[]): Promise<readonly EntryOutcome[]> {
    const entries = batch.map(({ event, detail }): PutEventsRequestEntry => ({
      EventBusName: this.options.bus,
      Source: event.source,
      DetailType: event.type,
      Time: new Date(event.time),
      Resources: [event.subject],
      Detail: detail,
    }));
    try {
      const { Entries = [] } = await this.options.client.send(new PutEventsCommand({ Entries: entries }));
      return batch.map((_, index): EntryOutcome => {
        const { ErrorCode, ErrorMessage, EventId } = Entries[index] ?? {};
        if (ErrorCode && BAD_ENTRY.has(ErrorCode)) return { refused: `${ErrorCode}: ${ErrorMessage}` };
        return ErrorCode === undefined && EventId ? 'published' : undefined;
      });
    } catch (error) {
      const { name, message } = error as Error;
      log.warn('the bus refused a batch', { entries: batch.length, error: error as Error });
      if (name !== BAD_CALL) return batch.map(() => undefined);
      if (batch.length === 1) return [{ refused: `${name}: ${message}` }];
      return this.putOneByOne(batch);
    }
  }

  /** Finds the entry that is to blame for a refused call. */
  private async putOneByOne(batch: readonly Entry[]): Promise<readonly EntryOutcome[]> {
    const outcomes: EntryOutcome[] = [];
    for (const entry of batch) outcomes.push(...await this.put([entry]));
    return outcomes;
  }
}
