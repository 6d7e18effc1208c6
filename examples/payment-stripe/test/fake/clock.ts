/** A clock that only the test moves. */
export class Clock {
  public constructor(private time = Date.parse('2026-03-01T12:00:00Z')) {}

  public readonly now = (): number => this.time;
  /** As Stripe writes a time, in seconds. */
  public readonly seconds = (): number => Math.floor(this.time / 1_000);
  public readonly iso = (): string => new Date(this.time).toISOString();

  public pass(time: { readonly hours?: number; readonly minutes?: number; readonly seconds?: number }): void {
    const { hours = 0, minutes = 0, seconds = 0 } = time;
    this.time += ((hours * 60 + minutes) * 60 + seconds) * 1_000;
  }
}
