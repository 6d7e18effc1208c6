import { Aws, START_TIMEOUT_MS } from './support';
import { type Emulator, type EmulatorOptions, ensureInstalled, startEmulator } from '../emulator';

beforeAll(() => ensureInstalled(), START_TIMEOUT_MS);

/** Does something with an emulator of its own. */
async function withEmulator(options: EmulatorOptions, work: (own: { emulator: Emulator; aws: Aws }) => Promise<void>) {
  const emulator = await startEmulator(options);
  const aws = new Aws(emulator);
  try {
    await work({ emulator, aws });
  } finally {
    aws.destroy();
    await emulator.stop();
  }
}

describe('bounded workers', () => {
  const WORKERS = 3;

  test('more calls than workers wait, and all succeed', () => withEmulator({ workers: WORKERS }, async ({ aws }) => {
    await aws.function('slow', `
      export const handler = async () => {
        await new Promise(resolve => setTimeout(resolve, 150));
        return process.pid;
      };`);
    const calls = await Promise.all(Array.from({ length: 15 }, () => aws.invoke<number>('slow')));
    expect(calls.filter(call => call.error)).toEqual([]);
    const pids = new Set(calls.map(call => call.payload));
    expect(pids.size).toBeGreaterThan(1);
    expect(pids.size).toBeLessThanOrEqual(WORKERS);
  }));

  test('an emulator never has more workers than allowed, save one for each function', () =>
    withEmulator({ workers: 4, processes: 3 }, async ({ aws, emulator }) => {
      const calls: Array<Promise<{ error?: string }>> = [];
      for (const name of ['one', 'two', 'three']) {
        await aws.function(name, 'export const handler = () => new Promise(resolve => setTimeout(resolve, 200));');
        calls.push(...Array.from({ length: 6 }, () => aws.invoke(name)));
      }
      expect((await Promise.all(calls)).filter(call => call.error)).toEqual([]);
      // At most three at the time, and one for each function that came later.
      expect((await emulator.memory()).processes).toBeLessThanOrEqual(1 + 3 + 2);
    }));
});
