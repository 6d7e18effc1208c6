/** A call of a case, and what came of it. */
export interface PaymentContractExchange {
  /** The call. Some cases send calls that are not of the contract, on purpose. */
  readonly sent: unknown;
  /** The answer, which may have come after the deadline. Absent if none came. */
  readonly received?: unknown;
  /** Why there is no answer, or not in time. */
  readonly problem?: string;
}
