/** The rooms of the demo, and which of them knows which. */
import { sourceFiles } from '../rules/source-files';

/** A room imports those before it. */
const ROOMS = ['terminal', 'orders', 'target', 'run', 'show'];
/** `app.ts` runs in a process of its own, so nothing imports it, and it knows names alone. */
const APP_IMPORTS = ['demo/target/names', 'demo/target/outputs'];

const files = sourceFiles('demo').map(file => ({ ...file, room: file.path.split('/').slice(1, -1).join('/') }));
const roomOf = (imported: string) => imported.split('/').slice(1, -1).join('/');
const isOfDemo = (imported: string) => imported.startsWith('demo/');

test('each file is in a room, or at the top', () => {
  expect([...new Set(files.map(({ room }) => room))].sort()).toEqual(['', ...ROOMS].sort());
  for (const room of ROOMS) expect(files.filter(file => file.room === room).length).toBeLessThanOrEqual(12);
  expect(files.filter(({ lines }) => lines > 200)).toEqual([]);
});

test('rooms import one another in one direction', () => {
  const wrong = files.filter(({ room }) => room !== '').flatMap(({ path, room, imports }) => imports.filter(isOfDemo)
    .filter(imported => !ROOMS.slice(0, ROOMS.indexOf(room) + 1).includes(roomOf(imported)))
    .map(imported => `${path} imports ${imported}`));
  expect(wrong).toEqual([]);
});

test('the app knows names alone', () => {
  expect(files.find(({ path }) => path === 'demo/app.ts')!.imports.filter(isOfDemo)).toEqual(APP_IMPORTS);
});
