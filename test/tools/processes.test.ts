import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { commandLine, endProcess, isAlive, memoryOfTree, processTable, processTree } from '../../tools/processes';

/** A process that starts a child of its own, says the child's pid, and then waits. */
const PARENT = `
  const args = ['-e', 'setInterval(() => undefined, 1000)', '(a b)'];
  const child = require('node:child_process').spawn(process.execPath, args);
  console.log(child.pid);
  setInterval(() => undefined, 1000);`;

let parent: ChildProcess;
let child: number;

beforeAll(async () => {
  parent = spawn(process.execPath, ['-e', PARENT], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = await once(parent.stdout!, 'data');
  child = Number(text);
});

afterAll(() => {
  if (isAlive(parent.pid!)) process.kill(-parent.pid!, 'SIGKILL');
});

const SOURCES = process.platform === 'linux' ? ['proc', 'ps'] as const : ['ps'] as const;

test.each(SOURCES)('the table from %s has parents, groups, memory and whole command lines', source => {
  const entry = processTable(source).find(({ pid }) => pid === child);
  expect(entry).toMatchObject({ parent: parent.pid, group: parent.pid });
  expect(entry!.command).toBe(`${process.execPath} -e setInterval(() => undefined, 1000) (a b)`);
  expect(entry!.residentBytes).toBeGreaterThan(10e6);
});

test('a tree holds the process and its descendants, save those left out', () => {
  expect(processTree(parent.pid!).map(({ pid }) => pid)).toEqual([parent.pid, child]);
  expect(processTree(parent.pid!, ({ pid }) => pid !== child).map(({ pid }) => pid)).toEqual([parent.pid]);
  const own = processTree(process.pid, ({ pid, group }) => pid !== group).map(({ pid }) => pid);
  expect(own).toContain(process.pid);
  expect(own).not.toContain(child); // its parent leads a group of its own
});

test('a tree has memory', () => {
  const { processes, residentBytes } = memoryOfTree(parent.pid!);
  expect(processes).toBe(2);
  expect(residentBytes).toBeGreaterThan(10e6);
});

test('a process that has ended is not alive, has no command line and no memory', async () => {
  expect(isAlive(child)).toBe(true);
  expect(commandLine(parent.pid!)).toContain('require(');
  await endProcess(child, 5_000);
  await endProcess(parent.pid!, 5_000);
  await endProcess(parent.pid!, 5_000); // once more does no harm
  expect([child, parent.pid!].map(isAlive)).toEqual([false, false]);
  expect(commandLine(parent.pid!)).toBe('');
  expect(memoryOfTree(parent.pid!)).toEqual({ processes: 0, residentBytes: 0 });
});
