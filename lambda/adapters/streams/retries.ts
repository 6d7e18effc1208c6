import type { SQSRecord } from 'aws-lambda';
import { type RedrivePage, type SetAside, retryMessageIn } from './messages';
import type { Reader } from './reader';
import type { Redrives } from './redrives';
import type { RetryQueue } from './retry-queue';
import type { MetricName } from '../../../src/contract/metrics';
import { SetAsideTimes } from '../../../src/contract/set-aside';
import type { Deadline } from '../../lib/flow/deadline';
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

/** Takes the messages of the retry queue. */
export class Retries {
  constructor(private readonly options: RetriesOptions) {}

  /** Takes a message. Throws only if it must stay on the queue: it is unreadable, or no fresh one can be sent. */
  async take(record: SQSRecord, deadline: Deadline): Promise<void> {
    const message = retryMessageIn(record.body);
    if ('order' in message) return this.takeOrder(message.order, deadline);
    return this.takePage(message.page, Number(record.attributes.ApproximateReceiveCount), deadline);
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
    try {
      return (await deadline.within(this.options.reader.takeUp(order)))?.error;
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
  }

  private async takePage(page: RedrivePage, receives: number, deadline: Deadline): Promise<void> {
    try {
      await this.options.redrives.take(page, receives, deadline);
    } catch (error) {
      log.error('a page of a redrive will be tried again', { segment: page.segment, error: error as Error });
      await this.options.retryQueue.pageAgain(page);
    }
  }

  private isOverdue({ since }: SetAside): boolean {
    const seconds = (this.options.now().getTime() - Date.parse(since)) / 1_000;
    return seconds >= SetAsideTimes.ALARM_AFTER;
  }
}
