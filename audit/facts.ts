/** What a run knows beside the tables. */
export interface RunFacts {
  /** Ids of the orders that were sent. */
  readonly sent: readonly string[];
  /** Orders put aside, by id, with the reason. */
  readonly refused: ReadonlyMap<string, string>;
  /** Ids of the orders that had ended before. */
  readonly endedBefore: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** What became of the orders on their way in: all that balances need of a run. */
export type SendingFacts = Pick<RunFacts, 'sent' | 'refused'>;
