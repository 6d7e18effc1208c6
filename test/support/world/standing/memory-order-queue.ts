import type { OrderQueue } from '../../../../lambda/adapters/queue/order-queue';
import { readRunMessage } from '../../../../lambda/domain/order/run-message';

/** The order queue in memory, as the heartbeat sees it. A test takes its messages. */
export class MemoryOrderQueue implements Pick<OrderQueue, 'send' | 'sendAll' | 'length'> {
  private bodies: string[] = [];
  /** How many messages of others are on the queue. */
  others = 0;
  isDown = false;
  refuses: (orderId: string) => boolean = () => false;

  clear(): void {
    [this.bodies, this.others, this.refuses, this.isDown] = [[], 0, () => false, false];
  }

  async send(body: string): Promise<void> {
    if (this.isDown) throw new Error('no such queue');
    this.bodies.push(body);
  }

  async sendAll(bodies: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
    if (this.isDown) throw new Error('no such queue');
    const refused = [...bodies.keys()].filter(this.refuses);
    this.bodies.push(...[...bodies].filter(([name]) => !refused.includes(name)).map(([, body]) => body));
    return new Map(refused.map(name => [name, 'InternalError: try again']));
  }

  async length(): Promise<number> {
    return this.bodies.length + this.others;
  }

  /** Takes all messages. */
  take(): string[] {
    return this.bodies.splice(0);
  }

  /** Takes all messages, and returns the ids of the orders that they are about. */
  takeIds(): (string | undefined)[] {
    return this.take().map(readRunMessage);
  }
}
