import type { SimulationClock } from '../engine/clock';
import { Line } from '../engine/line';
import type { QueueSettings } from '../settings/settings';

/** A message with the number of times that it was received. */
export interface ReceivedMessage<T> {
  readonly message: T;
  receives: number;
}

/** A standard SQS queue with its dead-letter queue. */
export class SimulatedQueue<T> {
  public deadLetters = 0;
  public sent = 0;
  public received = 0;
  private readonly visible = new Line<ReceivedMessage<T>>();
  private hidden = 0;
  private onVisible?: () => void;

  constructor(
    private readonly clock: SimulationClock,
    private readonly settings: QueueSettings,
    private readonly onDeadLetter: (message: T) => void,
  ) {}

  /** Sets who is told when a message becomes visible. */
  public notify(onVisible: () => void): void {
    this.onVisible = onVisible;
  }

  public send(message: T): void {
    this.sent++;
    this.visible.add({ message, receives: 0 });
    this.onVisible?.();
  }

  /** Messages that wait or that somebody works on. */
  public get length(): number {
    return this.visible.length + this.hidden;
  }

  public get hasVisible(): boolean {
    return this.visible.length > 0;
  }

  /** Receives and hides up to so many messages. Moves those that were received too often to the dead letters. */
  public receive(most: number): ReceivedMessage<T>[] {
    const batch: ReceivedMessage<T>[] = [];
    while (batch.length < most && this.visible.length > 0) {
      const [delivery] = this.visible.take(1) as [ReceivedMessage<T>];
      if (delivery.receives >= this.settings.maxReceives) {
        this.moveToDeadLetters(delivery);
        continue;
      }
      delivery.receives++;
      batch.push(delivery);
    }
    this.hidden += batch.length;
    this.received += batch.length;
    return batch;
  }

  public delete(): void {
    this.hidden--;
  }

  /** Makes a received message visible again at a time. */
  public returnAt(time: number, delivery: ReceivedMessage<T>): void {
    this.clock.at(time, () => {
      this.hidden--;
      this.visible.add(delivery);
      this.onVisible?.();
    });
  }

  /** Puts a copy of a received message on the queue, to be received after a time, and deletes the message. */
  public replaceAt(time: number, { message }: ReceivedMessage<T>): void {
    this.returnAt(time, { message, receives: 0 });
  }

  /** Moves a received message to the dead letters, as a function can do itself. */
  public bury(delivery: ReceivedMessage<T>): void {
    this.hidden--;
    this.moveToDeadLetters(delivery);
  }

  private moveToDeadLetters({ message }: ReceivedMessage<T>): void {
    this.deadLetters++;
    this.onDeadLetter(message);
  }
}
