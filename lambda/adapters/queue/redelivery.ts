import type { SQSRecord } from 'aws-lambda';
import type { OrderDeadLetterQueue } from './order-dead-letter-queue';
import { type OrderQueue, failuresOf, originalIdOf, sentAt } from './order-queue';
import {
  DEFECT_TRIES, DELAYED_AFTER_SECONDS, RefusalReason, type RefusalReasonCode,
} from '../../../src/contract/intake';
import { MetricName } from '../../../src/contract/metrics';
import { readRunMessage } from '../../domain/order/run-message';
import { CommandRefused } from '../../domain/state/refusal';
import { log } from '../../lib/log';
import type { CountMetric } from '../../lib/metrics';
import type { System } from '../../lib/system';
import { isLoad } from '../load';

export interface RedeliveryOptions extends Pick<System, 'now' | 'random'> {
  readonly queue: OrderQueue;
  readonly deadLetterQueue: OrderDeadLetterQueue;
  readonly count: CountMetric;
}

/**
 * What becomes of a message on which the intake failed.
 * - `deferred`: it failed because of load, and comes back when there may be less to do.
 * - `moved`: it failed because of a defect. A copy is on the queue, or the message is on the dead-letter queue. If it
 *   is no order, it may also be gone.
 * - `kept`: it could not even be moved, and comes back after the visibility timeout of the queue.
 */
export type Fate = 'deferred' | 'moved' | 'kept';

/** A message that failed because of load, and the name of the error. */
export interface Deferred {
  readonly message: SQSRecord;
  readonly reason: string;
  /** Whether an order waits for the message. It may also be one of several that ask to look at an order. */
  readonly isOrder: boolean;
}

/** The longest wait after the first receive, and the longest of all, in seconds. */
const FIRST_LOAD_WAIT = 10;
const LONGEST_LOAD_WAIT = 300;

/** How long a message on which the intake failed waits for its next try, in seconds: as long as after a crash. */
const RETRY_SECONDS = 180;

/**
 * After so many receives because of load, some 40 minutes, a copy takes the place of a message. So a message that SQS
 * has counted up to the limit of the queue, which is higher, was received again and again by a function that did not
 * survive it. A message that only says that an order has to be looked at ends here: as long as the order is due, each
 * heartbeat sends another one, and they must not pile up.
 */
const MOST_RECEIVES = 20;

/** How much of an error a detail shows. */
const REASON_LENGTH = 500;

/**
 * Tells load and defects apart, and hands the messages to the queue again accordingly.
 *
 * A message waits for load to pass, however long that takes. A message with a defect is tried DEFECT_TRIES times,
 * however often it had to wait for load before. The receive count of SQS counts both, and crashes, so the number of
 * failures is an attribute of the message: the intake puts a copy with the new number on the queue, then takes the
 * message off it. If it dies in between, both stay, which does no harm: every step of the intake can be repeated.
 *
 * A message that only says that an order has to be looked at never goes to the dead-letter queue: as long as the order
 * is due, each heartbeat sends another one, so a defect of some hours would fill the queue with them. The order counts
 * as delayed instead.
 */
export class Redelivery {
  constructor(private readonly options: RedeliveryOptions) {}

  async afterFailure(message: SQSRecord, error: Error): Promise<Fate> {
    if (isLoad(error)) return 'deferred';
    const messageId = originalIdOf(message);
    const failures = failuresOf(message) + 1;
    log.error('back to the queue', { messageId, failures, error });
    try {
      if (failures < DEFECT_TRIES) await this.options.queue.sendAgain(message, { failures, seconds: RETRY_SECONDS });
      else await this.giveUp(message, error);
      return 'moved';
    } catch (moveError) {
      log.error('a message cannot be moved', { messageId, error: moveError as Error });
      return 'kept';
    }
  }

  /**
   * Hides messages that failed because of load for random times, so that they do not all come back at once. Returns the
   * ids of those that have to come back no more, so that they can be taken off the queue.
   */
  async defer(deferred: readonly Deferred[]): Promise<ReadonlySet<string>> {
    const done = new Set<string>();
    if (deferred.length === 0) return done;
    const reasons = new Set(deferred.map(({ reason }) => reason));
    const { queue, random, count } = this.options;
    log.warn('back to the queue because of load', { messages: deferred.length, reasons: [...reasons] });
    if (deferred.some(({ isOrder, message }) => isOrder && this.isDelayed(message))) count(MetricName.ORDER_DELAYED);
    try {
      const waits = deferred.map(one => ({ ...one, seconds: waitAfter(receivesOf(one.message), random) }));
      await queue.defer(waits.filter(({ message }) => receivesOf(message) < MOST_RECEIVES));
      for (const { message, isOrder, seconds } of waits.filter(one => receivesOf(one.message) >= MOST_RECEIVES)) {
        if (isOrder) await queue.sendAgain(message, { failures: failuresOf(message), seconds });
        done.add(message.messageId);
      }
    } catch (error) {
      log.warn('messages stay hidden for the usual time', { error: error as Error });
    }
    return done;
  }

  private async giveUp(message: SQSRecord, error: Error): Promise<void> {
    const { deadLetterQueue, count } = this.options;
    const { body } = message;
    const lookedAt = readRunMessage(body);
    if (lookedAt === undefined) {
      const refused = { messageId: originalIdOf(message), body };
      await deadLetterQueue.refuse(refused, deadLetterReasonOf(error), describe(error));
    } else {
      log.error('an order that stands still cannot be started', { orderId: lookedAt, error });
      count(MetricName.ORDER_DELAYED);
    }
  }

  private isDelayed(message: SQSRecord): boolean {
    return this.options.now().getTime() - sentAt(message) > DELAYED_AFTER_SECONDS * 1_000;
  }
}

/**
 * How many seconds a message waits after it was received for the nth time: a random number from 1 to a limit, which
 * doubles from 10 to 300. The mean is 5 s at first, and 150 s from the sixth receive on. So a short burst drains soon,
 * and a long one costs 24 receives an hour and message. Of a queue, SQS hides 120,000 messages at the most. If as many
 * wait, it hands out no others until some of them come back, which does no harm.
 */
export function waitAfter(receives: number, random: System['random']): number {
  const longest = Math.min(LONGEST_LOAD_WAIT, FIRST_LOAD_WAIT * 2 ** Math.min(receives - 1, 10));
  return 1 + Math.floor(random() * longest);
}

/** A command may come before its order, which another message brings. If the order never comes, it is no defect. */
function deadLetterReasonOf(error: Error): RefusalReasonCode {
  const isEarly = error instanceof CommandRefused && error.code === 'ORDER_UNKNOWN';
  return isEarly ? RefusalReason.ORDER_UNKNOWN : RefusalReason.DEFECT;
}

const receivesOf = ({ attributes }: SQSRecord): number => Math.max(1, Number(attributes.ApproximateReceiveCount));

/** Name and message of an error. Leaves out what is in quotes, because it may come from the order. */
const describe = ({ name, message }: Error): string =>
  `${name}: ${message.replace(/(["'`]).*?\1/gs, '…')}`.slice(0, REASON_LENGTH);
