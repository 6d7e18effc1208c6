/** What the emulator needs to know about processes: whether one is ours, its end, and the memory of a tree of them. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** Processes of an emulator and the memory they hold. */
export interface Memory {
  readonly processes: number;
  /** On Linux pages that several processes share are counted once (PSS); elsewhere it is the sum of their resident sets. */
  readonly residentBytes: number;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !/^State:\s+Z/m.test(readOr(`/proc/${pid}/status`, '')); // a zombie has ended
}

/** The command line of a process, empty if there is none. */
export function commandLine(pid: number): string {
  const fromProc = readOr(`/proc/${pid}/cmdline`, '').replaceAll('\0', ' ').trim();
  return fromProc || (spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '').trim();
}

/** Ends a process: asks first, and forces it after `graceMs`. Resolves when it is gone. */
export async function end(pid: number, graceMs: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return; // already gone
    }
    const deadline = Date.now() + graceMs;
    while (Date.now() < deadline) {
      if (!isAlive(pid)) return;
      await sleep(25);
    }
  }
}

/** Memory of a process and all of its descendants. */
export function memoryOfTree(root: number): Memory {
  const children = new Map<number, number[]>();
  const resident = new Map<number, number>();
  for (const { pid, parent, bytes } of processTable()) {
    children.set(parent, [...(children.get(parent) ?? []), pid]);
    resident.set(pid, bytes);
  }
  let processes = 0;
  let residentBytes = 0;
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    if (!resident.has(pid)) continue;
    processes += 1;
    residentBytes += proportionalBytes(pid) ?? resident.get(pid)!;
    open.push(...children.get(pid) ?? []);
  }
  return { processes, residentBytes };
}

function processTable(): Array<{ pid: number; parent: number; bytes: number }> {
  try {
    return readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(name => {
      const status = readOr(`/proc/${name}/status`, '');
      const field = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
      return { pid: Number(name), parent: field('PPid'), bytes: field('VmRSS') * 1024 };
    });
  } catch {
    const table = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' }).stdout ?? '';
    return table.trim().split('\n').map(line => {
      const [pid = 0, parent = 0, kib = 0] = line.trim().split(/\s+/).map(Number);
      return { pid, parent, bytes: kib * 1024 };
    });
  }
}

function proportionalBytes(pid: number): number | undefined {
  const kib = /^Pss:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/smaps_rollup`, ''))?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
