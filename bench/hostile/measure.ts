import { batchOf, newIntake, requestOf } from './intake';
import { KINDS, LARGEST_ORDER, SHAPES } from './shapes';

/** The largest message of SQS, and about the largest body that Lambda takes: its payload has at most 6 MB. */
const LARGEST = { queue: 1_024 * 1_024, api: 6_000_000 } as const;

/** How a text comes to the pipeline. */
export type Way = keyof typeof LARGEST;
const WAYS = Object.keys(LARGEST) as Way[];

/** A text that is measured. */
export interface Subject {
  readonly name: string;
  readonly ways: readonly Way[];
  /** Made for each run, so that the texts are not all in memory at once. */
  readonly text: () => string;
}

/** The order with which the shapes are compared. */
export const ORDINARY: Subject = { name: 'an order of 5,000 lines', ways: WAYS, text: () => LARGEST_ORDER };

/** What may be read, up to 256 KiB; then each kind in the largest message, and in the largest body. */
export const HOSTILE: readonly Subject[] = [
  ...Object.entries(SHAPES).map(([name, { text }]) => ({ name, ways: WAYS, text: () => text })),
  ...largest('queue', '1 MiB'),
  ...largest('api', '6 MB'),
];

function largest(way: Way, size: string): Subject[] {
  return Object.entries(KINDS).map(([name, { text }]) =>
    ({ name: `${size} of ${name}`, ways: [way], text: () => text(LARGEST[way]) }));
}

/** The CPU time of a text, in milliseconds: of the function that takes it off the queue, and of the API's. */
export type CpuTimes = Readonly<Partial<Record<Way, number>>>;

/** Measures each text once, in turn, so that other load on the machine affects all of them alike. */
export async function measureRound(subjects: readonly Subject[]): Promise<readonly CpuTimes[]> {
  const times: CpuTimes[] = [];
  for (const { ways, text } of subjects) {
    const made = text();
    times.push({
      ...ways.includes('queue') && { queue: await cpuOf(made, 'queue') },
      ...ways.includes('api') && { api: await cpuOf(made, 'api') },
    });
  }
  return times;
}

/**
 * Measures a whole invocation, from the payload as JSON to the answer: of all threads of the process, so with the
 * garbage collection and the compiler.
 */
async function cpuOf(text: string, way: Way): Promise<number> {
  const intake = newIntake();
  const payload = way === 'queue' ? batchOf([text]) : requestOf(text);
  const before = process.cpuUsage();
  await intake[way === 'queue' ? 'place' : 'submit'](payload);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
