/** The end of the run, whatever brings it: what was started is stopped, once, and no process stays. */
import { writeSync } from 'node:fs';
import { processTree } from '../../tools/processes';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const SHOW_CURSOR = '\u001b[?25h';

type CleanUp = (interrupted: boolean) => Promise<unknown>;
const cleanUps: CleanUp[] = [];
let ending: number | undefined;
let work: Promise<unknown> = Promise.resolve();

/** Milliseconds for the work of the run to notice that its processes were ended, and to remove its temporary files. */
const GRACE = 500;

/** Remembers what to do at the end; the latest goes first. */
export function atEnd(cleanUp: CleanUp): void {
  cleanUps.unshift(cleanUp);
}

/** A run that is being ended makes errors of its own; nobody wants to read them. */
const isEnding = (): boolean => ending !== undefined;

/** Does the work of the run; its result, or what it throws, ends the run. */
export function begin(main: () => Promise<number>, codeOf: (error: unknown) => number): void {
  catchSignals();
  const done = main();
  work = done.catch(() => undefined);
  done.then(endRun, async error => {
    // Ctrl-C ends child processes too, and their errors can arrive before the signal does. Wait for the signal, because
    // it says how the run ends.
    await new Promise(resolve => setTimeout(resolve, 100));
    if (!isEnding()) await endRun(codeOf(error));
  }).catch(() => process.exit(1));
}

/** Writes past the bars, which hold back what others write while they are shown. */
function say(stream: 1 | 2, text: string): void {
  try {
    writeSync(stream, text);
  } catch {
    // nobody reads it any more
  }
}

/** Ends the processes started, cleans up and exits. Called again, it changes nothing. */
async function endRun(code: number): Promise<void> {
  if (ending !== undefined) return;
  ending = code;
  endDescendants();
  await Promise.race([work, new Promise(resolve => setTimeout(resolve, GRACE))]);
  if (process.stdout.isTTY) say(1, SHOW_CURSOR);
  const interrupted = (Object.values(EXIT_CODES) as number[]).includes(code);
  for (const cleanUp of cleanUps) {
    await cleanUp(interrupted).catch(error => console.error(`not cleaned up: ${(error as Error).message}`));
  }
  process.exit(code);
}

/** From here on, a signal or a defect ends the run by `endRun`. A second Ctrl-C changes nothing. */
function catchSignals(): void {
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      if (isEnding()) return;
      say(2, '\nStopping …\n');
      void endRun(code);
    });
  }
  // A reader that has gone, such as head, is no defect.
  process.stdout.on('error', () => void endRun(1));
  process.stderr.on('error', () => void endRun(1));
  for (const defect of ['uncaughtException', 'unhandledRejection']) {
    process.on(defect, error => {
      if (!isEnding()) console.error(error);
      void endRun(1);
    });
  }
}

/**
 * Ends what this run has started (builds, the CDK CLI and its children), except groups of their own: the emulator has
 * its own way to end.
 */
function endDescendants(): void {
  for (const { pid } of processTree(process.pid, ({ pid: own, group }) => group !== own)) {
    if (pid === process.pid) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has ended by itself
    }
  }
}
