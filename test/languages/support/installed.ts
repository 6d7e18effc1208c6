/** Imported before the suites: the one installation that they share. */
import { artefacts } from './artefacts';
import { say } from './commands';
import { Java } from './java';
import { Python } from './python';
import { TypeScript } from './typescript';

export const typescript = new TypeScript();
export const python = new Python();
export const java = new Java();
export const languages = [typescript, python, java];

jest.setTimeout(600_000); // three ecosystems are downloaded

beforeAll(async () => {
  await artefacts();
  // Side by side, because most of it is waiting for downloads; all to their end, so that none goes on behind a failure.
  const outcomes = await Promise.allSettled(languages.map(async language => {
    await language.install();
    say(`${language.name} is installed`);
  }));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
});
