import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { type Entry, batchesIn } from './entries';
import type { Backoff } from '../../lib/backoff';
import { log } from '../../lib/log';
import type { CloudEvent } from '../../orders/cloud-event';

const TRIES = 5;

export interface EventBusOptions {
  readonly client: EventBridgeClient;
  /** The bus's name. */
  readonly bus: string;
  readonly backoff: Backoff;
}

/** The event bus to which the relay publishes the events of orders. */
export class EventBus {
  constructor(private readonly options: EventBusOptions) {}

  /**
   * Puts events on the bus, in order. Retries the events that the bus refuses, after a jittered wait. Returns the
   * events that the bus still refuses after the last attempt.
   */
  async publish(events: readonly CloudEvent[]): Promise<readonly CloudEvent[]> {
    const failed: CloudEvent[] = [];
    for (const batch of batchesIn(events)) {
      let left = batch;
      for (let attempt = 1; left.length > 0 && attempt <= TRIES; attempt++) {
        if (attempt > 1) await this.options.backoff(attempt, 50);
        left = await this.put(left);
      }
      failed.push(...left.map(({ event }) => event));
    }
    return failed;
  }

  /** Puts entries on the bus. Returns those that the bus refuses. */
  private async put(batch: readonly Entry[]): Promise<readonly Entry[]> {
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
      return batch.filter((_, index) => Entries[index]?.ErrorCode !== undefined || !Entries[index]?.EventId);
    } catch (error) {
      log.warn('the bus refused a batch', { entries: batch.length, error: error as Error });
      return batch;
    }
  }
}
