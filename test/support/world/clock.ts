import type { System } from '../../../lambda/lib/system';

/** Time as a test sets it: nothing waits, and deadlines end when the test says so. */
export class Clock implements Pick<System, 'now' | 'after'> {
  private time = new Date();
  private readonly alarms = new Map<() => void, number>();

  readonly now = (): Date => this.time;

  readonly after = (milliseconds: number, action: () => void): (() => void) => {
    this.alarms.set(action, this.time.getTime() + milliseconds);
    return () => void this.alarms.delete(action);
  };

  set(time: string): void {
    this.time = new Date(time);
  }

  /** Lets time pass, and does what is due by then. */
  pass(milliseconds: number): void {
    this.time = new Date(this.time.getTime() + milliseconds);
    for (const [action, due] of [...this.alarms]) {
      if (due > this.time.getTime()) continue;
      this.alarms.delete(action);
      action();
    }
  }

  /** How many deadlines are running. */
  get running(): number {
    return this.alarms.size;
  }
}
