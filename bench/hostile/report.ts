import Table from 'cli-table3';
import type { CpuTimes, Way } from './measure';

/**
 * At this much memory, in MB, a function has one vCPU.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
const MEMORY_OF_A_VCPU = 1_769;

/** The longest that a message or a body may occupy its function, in seconds. */
export const LIMIT_SECONDS = 1;

/** The memory of the function that takes a text, in MB. */
export type FunctionMemory = Readonly<Record<Way, number>>;

/** What was measured of a text: an entry per round. */
export interface Measured {
  readonly name: string;
  readonly rounds: readonly CpuTimes[];
}

/** A row of the report. */
export interface ReadingCost {
  readonly name: string;
  /** The median of the rounds, in milliseconds of CPU time. */
  readonly median: CpuTimes;
  /** The median of the text's CPU time divided by that of the ordinary order in the same round. */
  readonly ratio: CpuTimes;
  /** The seconds that the slowest round would take with the function's share of a vCPU. */
  readonly seconds: number;
}

/** What a text costs, beside an ordinary order that was measured in the same rounds. */
export function costOf({ name, rounds }: Measured, ordinary: Measured, memory: FunctionMemory): ReadingCost {
  const ofWays = (value: (way: Way) => number | undefined): CpuTimes => ({ queue: value('queue'), api: value('api') });
  const timesOf = (way: Way) => rounds.flatMap(round => round[way] ?? []);
  const ratiosOf = (way: Way) => timesOf(way).map((time, round) => time / ordinary.rounds[round]![way]!);
  const slowest = (['queue', 'api'] as const).flatMap(way =>
    timesOf(way).map(time => time / 1_000 * MEMORY_OF_A_VCPU / memory[way]));
  return {
    name,
    median: ofWays(way => medianOf(timesOf(way))),
    ratio: ofWays(way => medianOf(ratiosOf(way))),
    seconds: Math.max(...slowest),
  };
}

function medianOf(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

export const isTooSlow = ({ seconds }: ReadingCost): boolean => seconds > LIMIT_SECONDS;

/** The costs as a table of text. */
export function costTable(costs: readonly ReadingCost[]): string {
  const table = new Table({
    head: ['text', 'queue, ms', 'ratio', 'API, ms', 'ratio', 'slowest, scaled, s', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const cost of costs) {
    const { name, median, ratio, seconds } = cost;
    const cells = [median.queue, ratio.queue, median.api, ratio.api].map((value, index) =>
      value?.toFixed(index % 2 === 0 ? 1 : 2) ?? '');
    table.push([name, ...cells, seconds.toFixed(2), isTooSlow(cost) ? 'TOO SLOW' : '']);
  }
  return table.toString();
}
