import type { Projector } from './projector';
import type { Deadline } from '../../lib/flow/deadline';
import { groupBy } from '../../lib/group-by';
import { log } from '../../lib/log';
import type { AnnouncedEvent } from '../../orders/stream-record';
import type { Reader } from '../streams/reader';

/** The projector as a reader of the stream: orders in parallel, the events of one order together. */
export class OrderReader implements Reader {
  readonly effect = 'brings the rows of these orders up to date; a row that shows the last event stays as it is';

  constructor(private readonly projector: Projector) {}

  async take(events: readonly AnnouncedEvent[], deadline: Deadline): Promise<readonly AnnouncedEvent[]> {
    const orders = [...groupBy(events, ({ orderId }) => orderId).values()];
    const failed = await Promise.all(orders.map(async lane => this.project(lane, deadline)));
    return failed.flat();
  }

  async setAsideUnread({ orderId, version }: AnnouncedEvent): Promise<void> {
    await this.projector.setAsideUnread(orderId, version);
  }

  takeUp: Reader['takeUp'] = async order => this.projector.takeUp(order);

  redrive: Reader['redrive'] = async orderId => this.projector.redrive(orderId);

  /** Projects an order. If that fails, returns its first event, from which Lambda delivers the shard again. */
  private async project(lane: readonly AnnouncedEvent[], deadline: Deadline): Promise<readonly AnnouncedEvent[]> {
    const [first] = lane as [AnnouncedEvent];
    try {
      await deadline.within(this.projector.project(first.orderId, lane.map(({ image }) => image)));
      return [];
    } catch (error) {
      log.error('will be tried again', { orderId: first.orderId, error: error as Error });
      return [first];
    }
  }
}
