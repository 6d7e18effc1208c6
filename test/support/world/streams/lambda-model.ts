import type { DynamoDBRecord, SQSRecord } from 'aws-lambda';
import { never } from './invocation';
import type { SetAside } from '../../../../lambda/adapters/streams/messages';
import { RetryQueue } from '../../../../lambda/adapters/streams/retry-queue';
import { type StreamHandler, streamHandler } from '../../../../lambda/adapters/streams/stream-handler';
import type { BatchResponse } from '../../../../lambda/lib/batch';
import { MetricName } from '../../../../src/contract/metrics';
import { orderPlaced } from '../../given/orders';
import { imagesOf } from '../../given/stream';

/** The settings of a reader of the stream, from its template. All times are in seconds. */
export interface Settings {
  readonly batchSize: number;
  readonly bisects: boolean;
  readonly timeout: number;
  readonly maxRecordAge: number;
  readonly visibility: number;
  readonly maxReceives: number;
}

/** What befalls the orders. All times are in seconds. */
export interface Course {
  /** The time at which each order's event is appended, in this order. */
  readonly appended: Readonly<Record<string, number>>;
  /** The orders whose event stops the function, after its whole time. */
  readonly killers: readonly string[];
  /** Between these times, every call of the function fails cleanly, shortly before its time is over. */
  readonly outage?: readonly [from: number, to: number];
  /** How long Lambda waits after a failed batch. AWS does not say; a minute is more than anybody has seen. */
  readonly pause: number;
  /** How long a batch takes that succeeds. */
  readonly work: number;
  /** Whether Lambda also halves a batch of which the first record is reported as failed. AWS does not say. */
  readonly halvesReports: boolean;
}

interface Message { body: string; visibleAt: number; receives: number }

type Part = readonly string[];

/**
 * A model of what Lambda and SQS do with one shard and the retry queue of its reader, in time that is computed. The
 * handler is the real one; its reader takes an order, fails, or stops the function.
 */
export class LambdaModel {
  /** When each order was taken. */
  readonly taken = new Map<string, number>();
  /** When the shard had passed each record, whether it was taken or set aside. */
  readonly passed = new Map<string, number>();
  /** The orders on the dead-letter queue, and records that the stream has given up. */
  readonly dead: string[] = [];
  mostReceives = 0;
  private readonly messages: Message[] = [];
  private readonly handler: StreamHandler;
  private now = 0;

  constructor(private readonly settings: Settings, private readonly course: Course) {
    const now = () => new Date(this.now * 1_000);
    const retryQueue = new RetryQueue({ client: this as never, queueUrl: 'retries', now });
    this.handler = streamHandler({
      now,
      retryQueue,
      sleep: never,
      count: () => undefined,
      metric: MetricName.PROJECTION_PARKED,
      table: undefined as never, // nobody redrives
      items: undefined as never,
      reader: {
        effect: 'none',
        take: async events => {
          if (this.isDown()) return events;
          for (const { orderId } of events) await this.take(orderId);
          return [];
        },
        setAsideUnread: async ({ orderId, version }) => retryQueue.handOver({ orderId, version, error: 'suspect' }),
        takeUp: async ({ orderId }) => {
          if (this.isDown()) throw new Error('down');
          return this.take(orderId);
        },
        redrive: never as never,
      },
    });
  }

  /** Ends the invocation that is running, as a time-out does. */
  private stop: () => void = () => undefined;

  /** The client of SQS. */
  async send({ input }: { readonly input: { MessageBody: string; DelaySeconds: number } }): Promise<object> {
    this.messages.push({ body: input.MessageBody, visibleAt: this.now + input.DelaySeconds, receives: 0 });
    return {};
  }

  /** Runs until the shard is read and the retry queue is empty. */
  async run(): Promise<this> {
    const shard = this.shard();
    let [shardAt, queueAt] = [0, 0];
    for (;;) {
      const message = this.messages.reduce<Message | undefined>(
        (first, one) => (first && first.visibleAt <= one.visibleAt ? first : one), undefined);
      const next = message ? Math.max(queueAt, message.visibleAt) : Infinity;
      if (shardAt === Infinity && next === Infinity) return this;
      if (shardAt <= next) {
        this.now = shardAt;
        const { value, done } = await shard.next();
        shardAt = done ? Infinity : value;
      } else {
        this.now = next;
        queueAt = await this.receive(message!);
      }
    }
  }

  /** Reads the shard, batch after batch. Yields the time at which it goes on. */
  private async* shard(): AsyncGenerator<number, void> {
    const waiting = Object.keys(this.course.appended);
    while (waiting.length > 0) {
      const due = waiting.filter(orderId => this.course.appended[orderId]! <= this.now);
      if (due.length === 0) {
        yield this.course.appended[waiting[0]!]!;
        continue;
      }
      const parts: Part[] = [waiting.splice(0, Math.min(due.length, this.settings.batchSize))];
      while (parts.length > 0) {
        const part = this.withoutExpired(parts.shift()!);
        if (part.length === 0) continue;
        const failed = await this.invoke({ Records: part.map(orderId => this.recordOf(orderId)) });
        const left = failed === 'stopped' ? part : part.filter(orderId => failed.includes(orderId));
        const end = this.now + this.timeOf(failed);
        for (const orderId of part.slice(0, left.length > 0 ? part.indexOf(left[0]!) : part.length)) {
          this.passed.set(orderId, end);
        }
        if (left.length > 0) {
          const rest = part.slice(part.indexOf(left[0]!));
          const middle = Math.ceil(rest.length / 2);
          const isWhole = failed === 'stopped' || (this.course.halvesReports && rest.length === part.length);
          const halves = this.settings.bisects && isWhole && rest.length > 1;
          parts.unshift(...(halves ? [rest.slice(0, middle), rest.slice(middle)] : [rest]));
        }
        yield end + (left.length > 0 ? this.course.pause : 0);
      }
    }
  }

  private withoutExpired(part: Part): Part {
    const isExpired = (orderId: string) => this.now - this.course.appended[orderId]! > this.settings.maxRecordAge;
    this.dead.push(...part.filter(isExpired));
    return part.filter(orderId => !isExpired(orderId));
  }

  /** Delivers a message. Returns the time at which the function can take the next one. */
  private async receive(message: Message): Promise<number> {
    if (message.receives === this.settings.maxReceives) {
      this.messages.splice(this.messages.indexOf(message), 1);
      this.dead.push((JSON.parse(message.body) as { order: SetAside }).order.orderId);
      return this.now;
    }
    message.receives++;
    this.mostReceives = Math.max(this.mostReceives, message.receives);
    const attributes = { ApproximateReceiveCount: String(message.receives) };
    const record = { messageId: 'message', body: message.body, attributes } as SQSRecord;
    const failed = await this.invoke({ Records: [record] });
    if (failed !== 'stopped' && failed.length === 0) this.messages.splice(this.messages.indexOf(message), 1);
    else message.visibleAt = this.now + this.settings.visibility;
    return this.now + this.timeOf(failed);
  }

  /** The ids of the records that failed, or `stopped`. */
  private async invoke(event: Parameters<StreamHandler>[0]): Promise<readonly string[] | 'stopped'> {
    const stopped = new Promise<'stopped'>(resolve => (this.stop = () => resolve('stopped')));
    const remaining = { getRemainingTimeInMillis: () => this.settings.timeout * 1_000 };
    const result = await Promise.race([this.handler(event, remaining), stopped]);
    if (result === 'stopped') return result;
    return (result as BatchResponse).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }

  private timeOf(failed: readonly string[] | 'stopped'): number {
    return failed === 'stopped' || failed.length > 0 || this.isDown() ? this.settings.timeout : this.course.work;
  }

  private isDown(): boolean {
    const [from, to] = this.course.outage ?? [0, 0];
    return this.now >= from && this.now < to;
  }

  private async take(orderId: string): Promise<undefined> {
    if (this.course.killers.includes(orderId)) {
      this.stop();
      await never();
    }
    if (!this.taken.has(orderId)) this.taken.set(orderId, this.now);
  }

  private recordOf(orderId: string): DynamoDBRecord {
    return {
      eventName: 'INSERT',
      dynamodb: {
        NewImage: imagesOf(orderId, [orderPlaced()])[0],
        SequenceNumber: orderId,
        ApproximateCreationDateTime: this.course.appended[orderId],
      },
    } as DynamoDBRecord;
  }
}
