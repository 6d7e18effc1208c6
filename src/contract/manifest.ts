/**
 * The names of the stack outputs that tell tools where the resources of a pipeline are. A tool looks resources up by
 * these names only. A released name never changes.
 */
export const MANIFEST_NAMES = [
  'Identity',
  'EventsTableName',
  'OrderViewTableName',
  'StockTableName',
  'StockFunctionName',
  'OrderQueueUrl',
  'OrderDeadLetterQueueUrl',
  'NotificationQueueUrl',
  'NotificationDeadLetterQueueUrl',
  'ApiUrl',
  'ApiId',
  'TopicArn',
  'EventBusName',
  'StateMachineArn',
  'IntakeFunctionName',
  'ProjectorFunctionName',
  'ProjectionRetryQueueUrl',
  'ProjectionDeadLetterQueueUrl',
  'RelayFunctionName',
  'RelayRetryQueueUrl',
  'RelayDeadLetterQueueUrl',
  'HeartbeatFunctionName',
  'PaymentLedgerTableName',
] as const;
export type ManifestName = (typeof MANIFEST_NAMES)[number];

/** The names that only some pipelines have: only the simulated payment provider has a ledger. */
export type OptionalManifestName = 'PaymentLedgerTableName';

/** The value of each output, by its name. */
export type Manifest =
  & Readonly<Record<Exclude<ManifestName, OptionalManifestName>, string>>
  & Readonly<Partial<Record<OptionalManifestName, string>>>;

/**
 * Checks that a stack has all the outputs that a tool needs, and returns all of its outputs.
 *
 * @throws Error that names the missing outputs
 */
export function requireOutputs<N extends string>(
  outputs: Readonly<Record<string, string | undefined>>,
  names: readonly N[],
): Readonly<Record<N, string>> {
  const missing = names.filter(name => !outputs[name]);
  if (missing.length > 0) {
    const found = Object.keys(outputs).join(', ') || 'none';
    throw new Error(`the stack has no output ${missing.join(', ')}; it has ${found}`);
  }
  return outputs as Readonly<Record<N, string>>;
}
