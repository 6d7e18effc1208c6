/** What a run of the demo knows that is not in the tables. */
export interface RunFacts {
  /** Ids of the orders that were sent. */
  readonly sent: readonly string[];
  /** The orders that the pipeline refused, so that they are not in the tables: the reason, by order id. */
  readonly refused: ReadonlyMap<string, string>;
  /** Ids of the orders that had ended before this run. */
  readonly endedBefore: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** Which orders were sent and which were refused. The balances need no other facts of a run. */
export type SendingFacts = Pick<RunFacts, 'sent' | 'refused'>;
