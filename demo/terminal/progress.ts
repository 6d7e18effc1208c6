/** Shows progress: on a terminal, a list with spinners and bars; elsewhere, a line now and then. */
import { Listr } from 'listr2';

export type Say = (text: string) => void;

/** How often a step reports its progress if the output is not a terminal, in milliseconds. */
const PLAIN_INTERVAL = 5_000;

const onTerminal = process.stdout.isTTY && !process.env.CI;

/** Work that can report its progress with `say`, in one or more lines, and its result with `done`. */
type Work<T> = (say: Say, done: Say) => Promise<T>;

/** Does some work and shows its title and progress. With `keepOutput`, the last output stays on the terminal. */
export async function withProgress<T>(title: string, work: Work<T>, keepOutput = false): Promise<T> {
  return onTerminal ? onTerminalDo(title, work, keepOutput) : plainDo(title, work);
}

async function onTerminalDo<T>(title: string, work: Work<T>, keepOutput: boolean): Promise<T> {
  let result: T;
  await new Listr([{
    title,
    task: async (_, task) => {
      result = await work(text => { task.output = text; }, text => { task.title = `${title}: ${text}`; });
    },
    rendererOptions: { persistentOutput: keepOutput },
  }], { registerSignalListeners: false, rendererOptions: { collapseErrors: false, showErrorMessage: false } }).run();
  return result!;
}

async function plainDo<T>(title: string, work: Work<T>): Promise<T> {
  console.log(`${title} …`);
  let said = Date.now();
  const result = await work(text => {
    if (Date.now() - said < PLAIN_INTERVAL || text.trim() === '') return;
    said = Date.now();
    console.log(text.split('\n').map(line => `  ${line}`).join('\n'));
  }, text => console.log(`  ${text}`));
  return result;
}

const BAR_WIDTH = 30;

/** A progress bar: `name ██████░░░░ 12 / 20 note`. */
export function bar(name: string, value: number, total: number, note = ''): string {
  const share = total === 0 ? 0 : Math.min(1, value / total);
  const full = Math.floor(share * BAR_WIDTH);
  const blocks = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
  return `${name.padEnd(9)} ${blocks} ${String(value).padStart(String(total).length)} / ${total} ${note}`.trimEnd();
}
