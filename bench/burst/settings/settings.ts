import { type Remedies, readRemedies } from './remedies';
import { type MachineState, readState } from './states';
import { type CloudFormationTemplate, TemplatePart, TemplateReader } from './template';
import { Env } from '../../../src/contract/environment';

/** The settings of a pipeline that decide what becomes of many orders at once. Times are in seconds. */
export interface PipelineSettings extends Remedies {
  readonly queue: QueueSettings;
  readonly mapping: QueueMappingSettings;
  /** The function that the queue's mapping invokes: a logical id. */
  readonly intake: string;
  readonly functions: ReadonlyMap<string, FunctionSettings>;
  readonly machine: MachineSettings;
  readonly projector: StreamMappingSettings;
  readonly relay: StreamMappingSettings;
}

export interface QueueSettings {
  readonly visibilityTimeout: number;
  readonly maxReceives: number;
  readonly retention: number;
}

export interface QueueMappingSettings {
  readonly batchSize: number;
  /** Undefined: none, so the mapping scales as far as Lambda lets it. */
  readonly maximumConcurrency?: number;
}

export interface FunctionSettings {
  readonly timeout: number;
  /** Undefined: the function shares the concurrency of the account. */
  readonly reservedConcurrency?: number;
}

export interface MachineSettings {
  readonly start: string;
  readonly timeout: number;
  readonly states: ReadonlyMap<string, MachineState>;
}

export interface StreamMappingSettings {
  /** A logical id. */
  readonly fn: string;
  readonly batchSize: number;
  /** Undefined: until the record is too old. */
  readonly maxRetries?: number;
  readonly maxRecordAge?: number;
}

const MAPPING = 'AWS::Lambda::EventSourceMapping';
const FUNCTION = 'AWS::Lambda::Function';
/** By which attribute a mapping refers to its source. */
const QUEUE_ATTRIBUTE = 'Arn';
const STREAM_ATTRIBUTE = 'StreamArn';

/** Reads the settings from the synthesized template of a pipeline. Throws if one of them is missing. */
export function readSettings(template: CloudFormationTemplate): PipelineSettings {
  const reader = new TemplateReader(template);
  const functions = reader.ofType(FUNCTION).map(fn => [fn.id, readFunction(fn)] as const);
  const has = (mapping: TemplatePart, variable: string) =>
    reader.resource(FUNCTION, mapping.reference('FunctionName')).optional(`${VARIABLES}.${variable}`) !== undefined;
  const mappingOf = (what: string, source: typeof QUEUE_ATTRIBUTE | typeof STREAM_ATTRIBUTE, variable: string) =>
    reader.theOnly(MAPPING, `the mapping of ${what}`, mapping =>
      mapping.attribute('EventSourceArn') === source && has(mapping, variable));

  const orders = mappingOf('the order queue', QUEUE_ATTRIBUTE, Env.STATE_MACHINE_ARN);
  const queue = reader.resource('AWS::SQS::Queue', orders.reference('EventSourceArn'));
  const machine = reader.theOnly('AWS::StepFunctions::StateMachine', 'the workflow');
  return {
    queue: {
      visibilityTimeout: queue.number('VisibilityTimeout'),
      maxReceives: queue.number('RedrivePolicy.maxReceiveCount'),
      retention: queue.number('MessageRetentionPeriod'),
    },
    mapping: readQueueMapping(orders),
    intake: orders.reference('FunctionName'),
    functions: new Map(functions),
    machine: readMachine(machine),
    projector: readStreamMapping(mappingOf('the projector', STREAM_ATTRIBUTE, Env.VIEW_TABLE)),
    relay: readStreamMapping(mappingOf('the relay', STREAM_ATTRIBUTE, Env.EVENT_BUS_NAME)),
    ...readRemedies(reader, orders.reference('FunctionName')),
  };
}

const VARIABLES = 'Environment.Variables';

function readFunction(fn: TemplatePart): FunctionSettings {
  return {
    timeout: fn.number('Timeout'),
    reservedConcurrency: fn.optionalNumber('ReservedConcurrentExecutions'),
  };
}

function readQueueMapping(mapping: TemplatePart): QueueMappingSettings {
  if (!mapping.list('FunctionResponseTypes').includes('ReportBatchItemFailures')) {
    throw new Error(`${mapping.id} does not report the messages that failed; the bench knows no other mapping`);
  }
  return {
    batchSize: mapping.number('BatchSize'),
    maximumConcurrency: mapping.optionalNumber('ScalingConfig.MaximumConcurrency'),
  };
}

function readMachine(machine: TemplatePart): MachineSettings {
  const definition = new TemplatePart(machine.id, JSON.parse(machine.resolved('DefinitionString')));
  const states = Object.entries(definition.optional('States') ?? {}).map(([name, values]) =>
    [name, readState(name, definition.part(values, name))] as const);
  return { start: definition.text('StartAt'), timeout: definition.number('TimeoutSeconds'), states: new Map(states) };
}

function readStreamMapping(mapping: TemplatePart): StreamMappingSettings {
  const atLeast0 = (path: string) => {
    const value = mapping.optionalNumber(path);
    return value === undefined || value < 0 ? undefined : value; // -1 is AWS's "no limit"
  };
  return {
    fn: mapping.reference('FunctionName'),
    batchSize: mapping.number('BatchSize'),
    maxRetries: atLeast0('MaximumRetryAttempts'),
    maxRecordAge: atLeast0('MaximumRecordAgeInSeconds'),
  };
}
