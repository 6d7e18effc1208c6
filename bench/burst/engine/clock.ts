/** What happens at a time of the simulation. */
export type Action = () => void;

/**
 * The clock of a simulation, and what is still to happen: a binary heap by time. Actions of the same time run in the
 * order in which they were planned, so a run depends on nothing but its seed. All times are seconds from the start.
 */
export class SimulationClock {
  private time = 0;
  private planned = 0;
  private readonly times: number[] = [];
  private readonly turns: number[] = [];
  private readonly actions: Action[] = [];

  public get now(): number {
    return this.time;
  }

  /** Plans an action. A time in the past means now. */
  public at(time: number, action: Action): void {
    let index = this.times.length;
    this.put(index, Math.max(time, this.time), this.planned++, action);
    for (let parent = parentOf(index); index > 0 && this.isBefore(index, parent); parent = parentOf(index)) {
      this.swap(index, parent);
      index = parent;
    }
  }

  public after(delay: number, action: Action): void {
    this.at(this.time + delay, action);
  }

  /** Runs everything that is planned up to a time, and what that plans. Returns the number of actions that ran. */
  public runUntil(end: number): number {
    let ran = 0;
    for (; this.times.length > 0 && this.times[0]! <= end; ran++) {
      this.time = this.times[0]!;
      this.takeFirst()();
    }
    if (end < Infinity) this.time = Math.max(this.time, end);
    return ran;
  }

  public get isIdle(): boolean {
    return this.times.length === 0;
  }

  private takeFirst(): Action {
    const first = this.actions[0]!;
    const last = this.times.length - 1;
    this.swap(0, last);
    this.times.pop();
    this.turns.pop();
    this.actions.pop();
    for (let index = 0; ;) {
      const left = 2 * index + 1;
      if (left >= last) return first;
      const child = left + 1 < last && this.isBefore(left + 1, left) ? left + 1 : left;
      if (!this.isBefore(child, index)) return first;
      this.swap(index, child);
      index = child;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const difference = this.times[a]! - this.times[b]!;
    return difference < 0 || (difference === 0 && this.turns[a]! < this.turns[b]!);
  }

  private put(index: number, time: number, turn: number, action: Action): void {
    this.times[index] = time;
    this.turns[index] = turn;
    this.actions[index] = action;
  }

  private swap(a: number, b: number): void {
    const [time, turn, action] = [this.times[a]!, this.turns[a]!, this.actions[a]!];
    this.put(a, this.times[b]!, this.turns[b]!, this.actions[b]!);
    this.put(b, time, turn, action);
  }
}

const parentOf = (index: number): number => Math.floor((index - 1) / 2);
