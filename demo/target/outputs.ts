import { type ManifestName, requireOutputs } from '../../src/contract/manifest';
import { STAGE_NAME } from '../../src/contract/routes';

/** The names of the outputs of the demo's stack, in the order of its template. */
export const DEMO_OUTPUTS = [
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
] as const satisfies readonly ManifestName[];
export type DemoOutputs = Readonly<Record<(typeof DEMO_OUTPUTS)[number], string>>;

/** Outputs as a deployment returns them. */
export type DeployedOutputs = Readonly<Record<string, string>>;

/** The outputs of the stack on AWS. */
export const demoOutputs = (outputs: DeployedOutputs): DemoOutputs => requireOutputs(outputs, DEMO_OUTPUTS);

/** The outputs of the stack on an emulator, which serves REST APIs at its own address. */
export function emulatedOutputs(endpoint: string, outputs: DeployedOutputs): DemoOutputs {
  const { ApiId } = demoOutputs(outputs);
  return demoOutputs({ ...outputs, ApiUrl: `${endpoint}/restapis/${ApiId}/${STAGE_NAME}/_user_request_/` });
}

/** The URL of a path of the REST API. The URL of the API itself ends with a slash. */
export const apiUrlOf = ({ ApiUrl }: DemoOutputs, path: string): string => `${ApiUrl}${path.slice(1)}`;
