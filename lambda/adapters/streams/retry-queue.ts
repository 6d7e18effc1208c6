import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { RedrivePage, RetryMessage, SetAside, Stop } from './messages';
import { SetAsideTimes } from '../../../src/contract/set-aside';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';
import { type Sending, sendBatches } from '../sqs/batches';

/** The length of an error that a message keeps, and with it the log and the row. */
const ERROR_KEPT = 1_000;

/** The pause between two pages of one segment, in seconds. It limits the rate of a redrive. */
export const PAGE_PAUSE = 2;

/** The delay before a retry: 15 s, 30 s, 1 min, 2 min, 4 min, 8 min, then 10 min each. */
export const delayOf = (tries: number): number =>
  Math.min(SetAsideTimes.LONGEST_DELAY, SetAsideTimes.FIRST_DELAY * 2 ** tries);

export interface RetryQueueOptions extends Sending, Pick<System, 'now'> {}

/**
 * The queue of the orders that a reader of the stream has set aside. A retry that fails sends a fresh message, so a
 * message is received once, however long its order is set aside. Only if the function is stopped in the middle of a
 * message, or SQS does not answer, is that message received again, and after a few times it moves to the dead-letter
 * queue. So an order that stops the function is told apart from one that waits for an outage to end.
 */
export class RetryQueue {
  constructor(private readonly options: RetryQueueOptions) {}

  /** Sets an order aside. The first retry comes after 15 s. */
  async setAside(stop: Stop): Promise<void> {
    await this.send({ order: this.first(stop) }, delayOf(0));
    log.warn('set aside', { ...stop });
  }

  /** Hands an order over that may stop the function, to be taken alone, at once. */
  async handOver(stop: Stop): Promise<void> {
    await this.send({ order: this.first(stop) }, 0);
    log.warn('set aside unread', { ...stop });
  }

  /** Hands many orders over, each to be taken alone. Throws if the queue refuses one of them. */
  async handOverAll(stops: readonly Stop[]): Promise<void> {
    await this.sendAll(stops.map(stop => ({ order: this.first(stop) })));
  }

  /** Tries an order again later, with a growing delay. */
  async again(order: SetAside, error: string): Promise<void> {
    const later = { ...order, error: error.slice(0, ERROR_KEPT), tries: order.tries + 1 };
    await this.send({ order: later }, delayOf(later.tries));
    log.warn('still set aside', { ...later });
  }

  /** Starts a redrive with a first page for each segment. */
  async start(pages: readonly RedrivePage[]): Promise<void> {
    await this.sendAll(pages.map(page => ({ page })));
  }

  /** Goes on with a segment at its next page. */
  async goOn(page: RedrivePage): Promise<void> {
    await this.send({ page: { ...page, tries: 0 } }, PAGE_PAUSE);
  }

  /** Tries a page again later, with a growing delay. */
  async pageAgain(page: RedrivePage): Promise<void> {
    await this.send({ page: { ...page, tries: page.tries + 1 } }, delayOf(page.tries));
  }

  private first(stop: Stop): SetAside {
    return { ...stop, error: stop.error.slice(0, ERROR_KEPT), since: this.options.now().toISOString(), tries: 0 };
  }

  private async send(message: RetryMessage, DelaySeconds: number): Promise<void> {
    const { client, queueUrl } = this.options;
    await client.send(new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify(message),
      DelaySeconds,
    }));
  }

  private async sendAll(messages: readonly RetryMessage[]): Promise<void> {
    const notTaken = await sendBatches(this.options, messages.map(message => JSON.stringify(message)));
    const [reason] = notTaken.values();
    if (reason !== undefined) throw new Error(`the retry queue refused ${notTaken.size} messages: ${reason}`);
  }
}
