import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { State, Workflow } from './states-language';
import type { Resource, Synthesized } from './synth';

type Part = string | { readonly 'Fn::GetAtt': readonly [string, string] };

/** The definition of a state machine as CloudFormation gets it, and the function that a state invokes. */
export function workflowOf(synth: Synthesized, machine: sfn.StateMachine) {
  const parts: Part[] = synth.properties(machine).DefinitionString['Fn::Join'][1];
  const arnOf = (logicalId: string) => `arn:aws:lambda:us-east-1:111122223333:function:${logicalId}`;
  const text = parts.map(part => (typeof part === 'string' ? part : arnOf(part['Fn::GetAtt'][0]))).join('');
  const functionOf = ({ Resource: arn }: State): Resource['Properties'] =>
    synth.resources[arn!.split(':').at(-1)!]!.Properties;
  return { text, workflow: JSON.parse(text) as Workflow, functionOf };
}
