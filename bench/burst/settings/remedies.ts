import type { TemplateReader } from './template';
import { Env } from '../../../src/contract/environment';
import { UnfinishedOrdersIndex } from '../../../src/contract/heartbeat/unfinished-orders';

/** What a pipeline may have against load and outages. The pipeline had none of it at first. Times are in seconds. */
export interface Remedies {
  /** The time between two heartbeats. Undefined: there are none. */
  readonly heartbeatPeriod?: number;
  /** Undefined: any number of executions may run. */
  readonly runningBound?: { readonly executions: number; readonly instances: number };
  /** The keys over which the index of unfinished orders is spread. Undefined: there is no index. */
  readonly indexShards?: number;
}

/** Environment variables of the intake that only a pipeline with a bound has. */
const BOUND = `Environment.Variables.${Env.MAX_RUNNING_ORDERS}`;
const INSTANCES = `Environment.Variables.${Env.INTAKE_CONCURRENCY}`;

export function readRemedies(reader: TemplateReader, intake: string): Remedies {
  const fn = reader.resource('AWS::Lambda::Function', intake);
  const hasBound = [BOUND, INSTANCES].some(path => fn.optional(path) !== undefined);
  const [schedule, ...others] = reader.ofType('AWS::Scheduler::Schedule')
    .filter(one => one.optional('State') !== 'DISABLED');
  if (others.length > 0) throw new Error(`the template has ${1 + others.length} schedules; allowed: one at most`);
  return {
    heartbeatPeriod: schedule && periodOf(schedule.text('ScheduleExpression')),
    runningBound: hasBound ? { executions: fn.number(BOUND), instances: fn.number(INSTANCES) } : undefined,
    indexShards: hasIndex(reader) ? UnfinishedOrdersIndex.SHARDS : undefined,
  };
}

const hasIndex = (reader: TemplateReader): boolean => reader.ofType('AWS::DynamoDB::GlobalTable')
  .flatMap(table => (table.optional('GlobalSecondaryIndexes') ?? []) as { readonly IndexName?: unknown }[])
  .some(({ IndexName }) => IndexName === UnfinishedOrdersIndex.NAME);

/** The forms of a schedule that the bench knows, each with the seconds of its unit. */
const SCHEDULES: readonly (readonly [RegExp, number])[] = [
  [/^rate\((\d+) minutes?\)$/, 60],
  [/^rate\((\d+) hours?\)$/, 3_600],
  [/^cron\(0\/(\d+) \* \* \* \? \*\)$/, 60],
  [/^cron\(0 0\/(\d+) \* \* \? \*\)$/, 3_600],
];

function periodOf(expression: string): number {
  for (const [form, seconds] of SCHEDULES) {
    const match = form.exec(expression);
    if (match) return Number(match[1]) * seconds;
  }
  throw new Error(`the schedule is ${JSON.stringify(expression)}; the bench knows ${SCHEDULES.map(String).join(', ')}`);
}
