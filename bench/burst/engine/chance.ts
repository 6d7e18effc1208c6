const MULTIPLIER = 48_271;
const MODULUS = 2_147_483_647;

/**
 * Random numbers that depend on a seed alone.
 * @see S. K. Park, K. W. Miller, P. K. Stockmeyer: "Another test for randomness: response", CACM 36(7), 1993, for the
 * two constants. All products are below 2^53, so they are exact.
 */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = 1 + Math.abs(Math.trunc(seed)) % (MODULUS - 1);
    for (let n = 0; n < 10; n++) this.next(); // the first numbers of seeds that lie close together are alike
  }

  /** At least 0 and less than 1. */
  public next(): number {
    this.state = this.state * MULTIPLIER % MODULUS;
    return (this.state - 1) / (MODULUS - 1);
  }

  /** A time of this mean, at least half and at most one and a half times as long. */
  public around(mean: number): number {
    return mean * (0.5 + this.next());
  }
}
