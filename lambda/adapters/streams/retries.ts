import type { SQSRecord } from 'aws-lambda';
import { type RedrivePage, type SetAside, messageKeyOf, retryMessageIn } from './messages';
import type { Reader } from './reader';
import type { Redrives } from './redrives';
import type { RetryQueue } from './retry-queue';
import type { MetricName } from '../../../src/contract/metrics';
import { SetAsideTimes } from '../../../src/contract/set-aside';
import type { Deadline } from '../../lib/flow/deadline';
import { RecentIds } from '../../lib/flow/recent-ids';
import { log } from '../../lib/log';
import type { CountMetric } from '../../lib/metrics';
import type { System } from '../../lib/system';

export interface RetriesOptions extends Pick<System, 'now'> {
  readonly reader: Reader;
  readonly redrives: Redrives;
  readonly retryQueue: RetryQueue;
  readonly count: CountMetric;
  /** Counts each retry of an order that is set aside for longer than a deployment takes. */
  readonly metric: MetricName;
}

/** 10,000 keys take about 1 MB, and are the pages and orders of an hour and more. */
const REMEMBERED_MESSAGES = 10_000;

/**
 * Takes the messages of the retry queue. Most end by sending the next one: the next page of a redrive, or the next
 * retry of an order. So a copy of a message would start a second chain of messages. SQS makes copies: it may deliver a
 * message twice, and if its answer is lost, the client sends a message again.
 *
 * Each container remembers the messages after which it has sent the next one, and ends a copy of such a message. So two
 * chains become one as soon as the same container gets both. A copy that slips through does no harm: it reads again, or
 * publishes events again with the same ids.
 *
 * A FIFO queue would find all copies within five minutes. But it needs one more queue, dead-letter queue and alarm per
 * reader, and cannot delay single messages.
 */
export class Retries {
  private readonly done = new RecentIds(REMEMBERED_MESSAGES);

  constructor(private readonly options: RetriesOptions) {}

  /** Takes a message. Throws only if it must stay on the queue: it is unreadable, or SQS did not take what goes on. */
  async take(record: SQSRecord, deadline: Deadline): Promise<void> {
    const message = retryMessageIn(record.body);
    const key = messageKeyOf(message);
    if (this.done.has(key)) return log.info('a copy of a message that is done', { messageId: record.messageId, key });
    if ('order' in message) await this.takeOrder(message.order, deadline);
    else await this.takePage(message.page, Number(record.attributes.ApproximateReceiveCount), deadline);
    this.done.add(key);
  }

  private async takeOrder(order: SetAside, deadline: Deadline): Promise<void> {
    const { orderId, version, since, tries } = order;
    log.info('takes up an order', { orderId, version, since, tries });
    // Before the work, so that an order is counted even if it stops the function.
    if (this.isOverdue(order)) this.options.count(this.options.metric, { orderId, error: order.error });
    const error = await this.errorOf(order, deadline);
    if (error !== undefined) return this.options.retryQueue.again(order, error);
    log.info('taken up again', { orderId, version, since });
  }

  /** Why an order is still set aside, whether an event stops it or the attempt failed. */
  private async errorOf(order: SetAside, deadline: Deadline): Promise<string | undefined> {
    const { reader } = this.options;
    try {
      if (order.version > 0) return (await deadline.within(reader.takeUp(order)))?.error;
      // Sets aside what stops it, unless that has a message.
      await deadline.within(reader.redrive(order.orderId, order.eventsSince));
      return undefined;
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
  }

  private async takePage(page: RedrivePage, receives: number, deadline: Deadline): Promise<void> {
    const { redrives, retryQueue } = this.options;
    let next: RedrivePage | undefined;
    try {
      next = await redrives.take(page, receives, deadline);
    } catch (error) {
      log.error('a page of a redrive will be tried again', { segment: page.segment, error: error as Error });
      return retryQueue.pageAgain(page);
    }
    if (next) await retryQueue.goOn(next);
  }

  private isOverdue({ since }: SetAside): boolean {
    const seconds = (this.options.now().getTime() - Date.parse(since)) / 1_000;
    return seconds >= SetAsideTimes.ALARM_AFTER;
  }
}
