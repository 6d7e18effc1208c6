import { readFileSync, writeFileSync } from 'node:fs';
import type { CodePolicy } from './code-policy';
import type { CloudFormationTemplate } from './template';

/** A pipeline as the bench sees it: its template, and what its code does besides. */
export interface PipelineUnderTest {
  readonly template: CloudFormationTemplate;
  readonly policy: CodePolicy;
}

/** What the bench reads, by the type of a resource: these of its properties. */
const READ: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::GlobalTable': ['GlobalSecondaryIndexes'],
  'AWS::Lambda::EventSourceMapping': [
    'BatchSize', 'EventSourceArn', 'FunctionName', 'FunctionResponseTypes', 'MaximumRecordAgeInSeconds',
    'MaximumRetryAttempts', 'ScalingConfig',
  ],
  'AWS::Lambda::Function': ['Environment', 'ReservedConcurrentExecutions', 'Timeout'],
  'AWS::SQS::Queue': ['MessageRetentionPeriod', 'RedrivePolicy', 'VisibilityTimeout'],
  'AWS::Scheduler::Schedule': ['ScheduleExpression', 'State'],
  'AWS::StepFunctions::StateMachine': ['DefinitionString'],
};

/** Saves what the bench reads of a pipeline, so that later ones can be compared with it. */
export function savePipeline(file: string, { template, policy }: PipelineUnderTest): void {
  const resources = Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const names = READ[Type];
    if (!names) return [];
    return [[id, { Type, Properties: Object.fromEntries(names.map(name => [name, Properties[name]])) }] as const];
  });
  const saved = { template: { Resources: Object.fromEntries(resources) }, policy };
  writeFileSync(file, `${JSON.stringify(saved, undefined, 1)}\n`);
}

export function loadPipeline(file: string): PipelineUnderTest {
  const { template, policy } = JSON.parse(readFileSync(file, 'utf8')) as Partial<PipelineUnderTest>;
  if (template && policy) return { template, policy };
  throw new Error(`${file} has no template or no policy; allowed: a file that --save has written`);
}
