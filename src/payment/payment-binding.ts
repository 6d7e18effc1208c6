/** What a function needs, besides permissions, to call a payment provider. `PaymentProvider.bind` returns it. */
export interface PaymentBinding {
  /** Environment variables of the function, by name. */
  readonly environment: Record<string, string>;
}
