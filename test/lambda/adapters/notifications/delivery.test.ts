/** How often a notification is sent, whatever happens to the appends of its records. */
import { ThrottlingException } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { Deliveries } from '../../../../lambda/adapters/notifications/delivery';
import type { Channel, NotificationEvent } from '../../../../lambda/domain/notification';
import type { EventLog } from '../../../../lambda/orders/event-log';
import { MemoryEventLog } from '../../../../lambda/orders/memory-event-log';
import { IDENTITY } from '../../../support/given/identity';
import { noWait } from '../../../support/world/no-wait';

/** What befalls an append: nothing, it is not written, or it is written and the answer is lost. */
type Fault = 'none' | 'throttled' | 'answer lost';

/** A log whose appends meet these faults, one each. */
function faulty(log: MemoryEventLog<NotificationEvent, never>, faults: Fault[]): EventLog<NotificationEvent, never> {
  return {
    load: async (stream, after) => log.load(stream, after),
    append: async (history, events, origin) => {
      const fault = faults.shift() ?? 'none';
      const thrown = new ThrottlingException({ message: fault, $metadata: {} });
      if (fault === 'throttled') throw thrown;
      const appended = await log.append(history, events, origin);
      if (fault === 'answer lost') throw thrown;
      return appended;
    },
  };
}

const anyFaults = fc.array(fc.constantFrom<Fault>('none', 'throttled', 'answer lost'), { maxLength: 24 });
const enoughTime = () => 60_000;

const CHANNELS: readonly Channel[] = ['TOPIC', 'MAIL'];

test('fault 35: whatever befalls its records, as long as there is time, each channel sends once', async () => {
  await fc.assert(fc.asyncProperty(anyFaults, fc.integer({ min: 1, max: 3 }), async (faults, notifiers) => {
    const log = new MemoryEventLog<NotificationEvent, never>({ identity: IDENTITY, isKnown: () => true });
    const sent: string[] = [];
    let now = 0;
    let ids = 0;
    const left = [...faults];
    const deliver = async (notifier: string) => {
      const deliveries = new Deliveries({
        log: faulty(log, left), notifier, backoff: noWait, now: () => new Date(now), newId: () => `id-${++ids}`,
      });
      const delivery = await deliveries.open({ orderId: 'A-1', eventId: 'e', eventType: 'OrderConfirmed' }, enoughTime);
      for (const channel of CHANNELS) {
        await delivery.once(channel, async () => `${notifier} ${channel} ${sent.push(`${notifier} ${channel}`)}`);
      }
    };
    const names = Array.from({ length: notifiers }, (_, n) => `notifier-${n}`);
    // As many deliveries as it takes to outlast the faults, each after the lease of the one before.
    for (let delivery = 0; delivery <= faults.length; delivery++) {
      now += 1_000_000;
      for (const name of names) await deliver(name).catch(error => expect(error).toBeInstanceOf(ThrottlingException));
    }
    expect(sent.sort()).toEqual(names.flatMap(name => CHANNELS.map(channel => `${name} ${channel}`)).sort());
  }));
});
