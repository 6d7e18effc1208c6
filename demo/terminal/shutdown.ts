/** Ends the run, for whatever reason: stops everything that the run has started, once, and leaves no process behind. */
import { writeSync } from 'node:fs';
import { processTree } from '../../tools/processes';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const SHOW_CURSOR = '\u001b[?25h';

type CleanUp = (interrupted: boolean) => Promise<unknown>;
const cleanUps: CleanUp[] = [];
let ending: number | undefined;
let work: Promise<unknown> = Promise.resolve();

/** The time that the work gets to notice that its processes have ended and to remove temporary files, in ms. */
const GRACE = 500;

/** Registers a clean-up for the end of the run. The latest clean-up runs first. */
export function atEnd(cleanUp: CleanUp): void {
  cleanUps.unshift(cleanUp);
}

/** Whether the run is ending. Errors that only result from this are not shown. */
const isEnding = (): boolean => ending !== undefined;

/** Does the work of the run. The exit status is its result, or follows from the error that it throws. */
export function begin(main: () => Promise<number>, codeOf: (error: unknown) => number): void {
  catchSignals();
  const done = main();
  work = done.catch(() => undefined);
  done.then(endRun, async error => {
    // Ctrl-C may also have ended a child process, whose error can come before our signal. So wait for the signal.
    await new Promise(resolve => setTimeout(resolve, 100));
    if (!isEnding()) await endRun(codeOf(error));
  }).catch(() => process.exit(1));
}

/** Writes directly to the stream, because the bars hold back other output while they are shown. */
function say(stream: 1 | 2, text: string): void {
  try {
    writeSync(stream, text);
  } catch {
    // nobody reads it any more
  }
}

/** Ends the processes that the run has started, cleans up and exits. A second call does nothing. */
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

/** Makes signals and uncaught errors end the run through `endRun`. A second Ctrl-C changes nothing. */
function catchSignals(): void {
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      if (isEnding()) return;
      say(2, '\nStopping …\n');
      void endRun(code);
    });
  }
  // It is not an error if the reader of the output has ended, such as head.
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
 * Ends the processes that this run has started: builds, the CDK CLI and its children. Leaves out processes in their own
 * process group: the emulator is stopped in another way.
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
