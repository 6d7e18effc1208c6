/** The bench reads its settings from the template: a change of the template changes them, a gap stops it. */
import { Duration } from 'aws-cdk-lib';
import { readSettings } from '../../../bench/burst/settings/settings';
import type { TaskState } from '../../../bench/burst/settings/states';
import type { CloudFormationTemplate } from '../../../bench/burst/settings/template';
import { Env } from '../../../src/contract/environment';
import { FORWARD_STEPS } from '../../../src/contract/saga';
import { synthPipeline } from '../../support/synth';

type Properties = Record<string, any>; // a template's properties have no types

const synthesized = synthPipeline();
const { pipeline } = synthesized;
const original = synthesized.template.toJSON() as CloudFormationTemplate;

/** The settings after a change of a copy of the template. */
function settingsAfter(change: (of: (type: string, test?: (properties: Properties) => boolean) => Properties) => void) {
  const copy = structuredClone(original) as { Resources: Record<string, { Type: string; Properties: Properties }> };
  change((type, test = () => true) => {
    const found = Object.values(copy.Resources)
      .filter(({ Type, Properties }) => Type === type && test(Properties ?? {}));
    expect(found).toHaveLength(1);
    return found[0]!.Properties;
  });
  return readSettings(copy);
}

const FUNCTION = 'AWS::Lambda::Function';
const MAPPING = 'AWS::Lambda::EventSourceMapping';
const QUEUE = 'AWS::SQS::Queue';
const SCHEDULE = 'AWS::Scheduler::Schedule';
const MACHINE = 'AWS::StepFunctions::StateMachine';
const isIntake = ({ Description }: Properties) => Description.startsWith('Records orders as placed and starts');
const isOf = (fn: string) => ({ FunctionName }: Properties) => FunctionName.Ref === fn;
/** The mapping of the stream, not the one of the retry queue. */
const isStreamOf = (fn: string) => (properties: Properties) => isOf(fn)(properties) && 'StartingPosition' in properties;
const intake = synthesized.id(pipeline.intake.intakeFunction);
const relay = synthesized.id(pipeline.relay.relayFunction);
const orderQueue = synthesized.properties(pipeline.intake.queue);
const isOrderQueue = ({ VisibilityTimeout, RedrivePolicy }: Properties) =>
  VisibilityTimeout === orderQueue.VisibilityTimeout
  && RedrivePolicy?.maxReceiveCount === orderQueue.RedrivePolicy.maxReceiveCount;

test('the settings are those of the pipeline', () => {
  const settings = readSettings(original);
  expect(settings.queue.visibilityTimeout).toBe(orderQueue.VisibilityTimeout);
  expect(settings.queue.maxReceives).toBe(orderQueue.RedrivePolicy.maxReceiveCount);
  expect(settings.intake).toBe(intake);
  expect(settings.relay.fn).toBe(relay);
  expect(settings.projector.fn).toBe(synthesized.id(pipeline.orderView.projectorFunction));
  expect(settings.machine.start).toBe(FORWARD_STEPS[0].name);
  for (const { name } of FORWARD_STEPS) expect(settings.machine.states.get(name)?.kind).toBe('task');
  expect(settings.functions.get(intake)!.timeout).toBe(synthesized.properties(pipeline.intake.intakeFunction).Timeout);
});

describe('a change of the template changes the settings:', () => {
  test('queue', () => {
    const { queue } = settingsAfter(of => Object.assign(of(QUEUE, isOrderQueue), {
      VisibilityTimeout: 77,
      RedrivePolicy: { maxReceiveCount: 999 },
    }));
    expect([queue.visibilityTimeout, queue.maxReceives]).toEqual([77, 999]);
  });

  test('mapping of the queue', () => {
    const { mapping } = settingsAfter(of => Object.assign(of(MAPPING, isOf(intake)), {
      BatchSize: 3,
      ScalingConfig: { MaximumConcurrency: 4 },
    }));
    expect(mapping).toEqual({ batchSize: 3, maximumConcurrency: 4 });
  });

  test('mapping of the stream', () => {
    const limits = { MaximumRetryAttempts: 7, MaximumRecordAgeInSeconds: 60, BatchSize: 2 };
    const settings = settingsAfter(of => Object.assign(of(MAPPING, isStreamOf(relay)), limits));
    expect(settings.relay).toEqual({ fn: relay, batchSize: 2, maxRetries: 7, maxRecordAge: 60 });
    const unlimited = { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1 };
    expect(settingsAfter(of => Object.assign(of(MAPPING, isStreamOf(relay)), unlimited)).relay)
      .toMatchObject({ maxRetries: undefined, maxRecordAge: undefined });
  });

  test('functions', () => {
    const { functions } = settingsAfter(of => Object.assign(
      of(FUNCTION, isIntake),
      { Timeout: Duration.minutes(2).toSeconds(), ReservedConcurrentExecutions: 5 },
    ));
    expect(functions.get(intake)).toMatchObject({ timeout: 120, reservedConcurrency: 5 });
  });

  test('retriers and time-outs of the workflow', () => {
    const { machine } = settingsAfter(of => {
      const definition = of(MACHINE).DefinitionString['Fn::Join'][1] as unknown[];
      definition.forEach((part, index) => {
        if (typeof part !== 'string') return;
        definition[index] = part.replaceAll(/"MaxDelaySeconds":\d+/g, '"MaxDelaySeconds":1234')
          .replace(/"TimeoutSeconds":\d+}$/, '"TimeoutSeconds":4321}');
      });
    });
    expect(machine.timeout).toBe(4_321);
    const { retriers } = machine.states.get(FORWARD_STEPS[0].name) as TaskState;
    expect(retriers.map(({ maxDelay }) => maxDelay)).toContain(1_234);
  });
});

describe('what the pipeline may have against load and outages', () => {
  const withSchedules = (...schedules: Properties[]) => {
    const copy = structuredClone(original);
    const others = Object.entries(copy.Resources).filter(([, { Type }]) => Type !== SCHEDULE);
    const own = schedules.map((Properties, index) => [`Schedule${index}`, { Type: SCHEDULE, Properties }] as const);
    return readSettings({ Resources: Object.fromEntries([...others, ...own]) });
  };
  const intakeVariables = (change: (variables: Properties) => unknown) =>
    settingsAfter(of => change(of(FUNCTION, isIntake).Environment.Variables));

  test.each([
    ['cron(0/20 * * * ? *)', 1_200],
    ['cron(0 0/2 * * ? *)', 7_200],
    ['rate(1 minute)', 60],
    ['rate(3 hours)', 10_800],
  ])('a heartbeat at %s comes every %i seconds', (ScheduleExpression, period) => {
    expect(withSchedules({ ScheduleExpression }).heartbeatPeriod).toBe(period);
  });

  test('a heartbeat that is off, or missing, does not come', () => {
    expect(withSchedules().heartbeatPeriod).toBeUndefined();
    expect(withSchedules({ ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' }).heartbeatPeriod).toBeUndefined();
  });

  test('a schedule that the bench cannot read stops it, and so do two', () => {
    const daily = { ScheduleExpression: 'cron(5 4 * * ? *)' };
    expect(() => withSchedules(daily)).toThrow('the schedule is "cron(5 4 * * ? *)"');
    const one = { ScheduleExpression: 'rate(1 minute)' };
    expect(() => withSchedules(one, one)).toThrow('the template has 2 schedules');
  });

  test('a bound on running executions', () => {
    const bound = { MAX_RUNNING_ORDERS: '77', INTAKE_CONCURRENCY: '4' };
    expect(intakeVariables(variables => Object.assign(variables, bound)).runningBound)
      .toEqual({ executions: 77, instances: 4 });
    expect(intakeVariables(variables => {
      for (const name of Object.keys(bound)) delete variables[name];
    }).runningBound).toBeUndefined();
    expect(() => intakeVariables(variables => {
      Object.assign(variables, bound);
      delete variables.INTAKE_CONCURRENCY;
    })).toThrow(/INTAKE_CONCURRENCY of \w+ is missing/);
  });

  test('an index of unfinished orders', () => {
    const copy = structuredClone(original) as { Resources: Record<string, { Type: string; Properties: Properties }> };
    const view = copy.Resources[synthesized.id(pipeline.orderView.table)]!.Properties;
    view.GlobalSecondaryIndexes = [{ IndexName: 'UnfinishedOrders' }];
    expect(readSettings(copy).indexShards).toBe(16);
    delete view.GlobalSecondaryIndexes;
    expect(readSettings(copy).indexShards).toBeUndefined();
  });
});

describe('what is missing stops the bench:', () => {
  const isRelay = ({ Environment }: Properties) => Env.EVENT_BUS_NAME in Environment.Variables;
  const cases: readonly (readonly [string, RegExp, Parameters<typeof settingsAfter>[0]])[] = [
    ['visibility timeout', /VisibilityTimeout of \w+ is missing/, of => delete of(QUEUE, isOrderQueue).VisibilityTimeout],
    ['receive count', /maxReceiveCount of \w+ is missing/, of => delete of(QUEUE, isOrderQueue).RedrivePolicy.maxReceiveCount],
    ['batch size', /BatchSize of \w+ is missing/, of => delete of(MAPPING, isOf(intake)).BatchSize],
    ['partial failures', /FunctionResponseTypes/, of => delete of(MAPPING, isOf(intake)).FunctionResponseTypes],
    ['relay', /0 resources .* as the mapping of the relay/, of => delete of(FUNCTION, isRelay).Environment.Variables[Env.EVENT_BUS_NAME]],
    ['definition', /DefinitionString of \w+ is missing/, of => delete of(MACHINE).DefinitionString],
  ];

  test.each(cases)('%s', (_, message, change) => {
    expect(() => settingsAfter(change)).toThrow(message);
  });

  test('a state of a type that the bench cannot run', () => {
    expect(() => settingsAfter(of => {
      of(MACHINE).DefinitionString = JSON.stringify({
        StartAt: 'Wait',
        TimeoutSeconds: 1,
        States: { Wait: { Type: 'Wait', Seconds: 1, Next: 'Wait' } },
      });
    })).toThrow('the state Wait is of type Wait');
  });

  test('a value of another form', () => {
    expect(() => settingsAfter(of => of(QUEUE, isOrderQueue).VisibilityTimeout = { Ref: 'Parameter' }))
      .toThrow(/VisibilityTimeout of \w+ is {"Ref":"Parameter"}; allowed: a number/);
  });
});
