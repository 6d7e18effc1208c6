/**
 * The names of a stack's outputs that tell where the resources of its pipeline are. A tool looks resources up by these
 * names and never guesses. Released names stay as they are.
 */
export const MANIFEST_NAMES = [
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
  'ProjectionDeadLetterQueueUrl',
  'RelayFunctionName',
  'RelayDeadLetterQueueUrl',
  'PaymentLedgerTableName',
] as const;
export type ManifestName = (typeof MANIFEST_NAMES)[number];

/** The names of what only some pipelines have: a ledger belongs to the simulated payment provider. */
export type OptionalManifestName = 'PaymentLedgerTableName';

/** The value of each name. */
export type Manifest =
  & Readonly<Record<Exclude<ManifestName, OptionalManifestName>, string>>
  & Readonly<Partial<Record<OptionalManifestName, string>>>;

/**
 * The outputs of a stack as a tool needs them: all that it names are there. The others stay, too.
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
