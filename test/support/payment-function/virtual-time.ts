import type { ContractSystem } from '../../../testing/payment/contract';

/**
 * Time that passes only when nothing else is left to do: then it jumps to the next timer. So an hour takes no time, and
 * deadlines end in their order, on a machine of any speed.
 */
export class VirtualTime implements ContractSystem {
  private time = Date.parse('2026-11-24T12:00:00Z');
  private readonly timers = new Map<() => void, number>();
  private isRunning = false;
  private ids = 0;

  readonly now = (): Date => new Date(this.time);

  readonly after = (milliseconds: number, action: () => void): (() => void) => {
    const timer = () => action();
    this.timers.set(timer, this.time + milliseconds);
    if (!this.isRunning) setImmediate(this.next);
    this.isRunning = true;
    return () => void this.timers.delete(timer);
  };

  readonly sleep = (milliseconds: number): Promise<void> => new Promise(resolve => this.after(milliseconds, resolve));

  readonly newId = (): string => {
    this.ids += 1;
    return `00000000-0000-4000-8000-${String(this.ids).padStart(12, '0')}`;
  };

  /** Promises go first: all that are due are settled before an immediate runs. */
  private readonly next = (): void => {
    const [first] = [...this.timers].sort(([, a], [, b]) => a - b);
    this.isRunning = first !== undefined;
    if (!first) return;
    const [timer, due] = first;
    this.timers.delete(timer);
    this.time = due;
    timer();
    setImmediate(this.next);
  };
}
