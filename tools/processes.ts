/** The processes of the machine: lists them, tells whether one is alive, and ends one. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A running process. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** The pid of the leader of its process group. */
  readonly group: number;
  readonly residentBytes: number;
  /** The command with its arguments, separated by spaces. */
  readonly command: string;
}

/** Processes and the memory that they hold. */
export interface Memory {
  readonly processes: number;
  /**
   * On Linux, pages that several processes share are counted once (PSS). Elsewhere, it is the sum of their resident
   * sets.
   */
  readonly residentBytes: number;
}

/**
 * All processes of the machine. Linux shows them in files; `ps`, which small images lack, serves other systems.
 * A process that has ended is not in the table, even if its parent has not yet asked for its status (a zombie).
 */
export function processTable(source: 'proc' | 'ps' = existsSync('/proc/self/stat') ? 'proc' : 'ps'): ProcessEntry[] {
  return source === 'proc' ? tableFromProc() : tableFromPs();
}

/** A process and its descendants. Those that are not `included` are left out, together with their descendants. */
export function processTree(root: number, included: (entry: ProcessEntry) => boolean = () => true): ProcessEntry[] {
  const table = processTable();
  const tree = table.filter(({ pid }) => pid === root);
  for (const { pid } of tree) { // grows while it is read
    tree.push(...table.filter(entry => entry.parent === pid && entry.pid !== pid && included(entry)));
  }
  return tree;
}

/** Memory of a process and all of its descendants. */
export function memoryOfTree(root: number): Memory {
  const tree = processTree(root);
  const bytes = tree.map(entry => proportionalBytes(entry.pid) ?? entry.residentBytes);
  return { processes: tree.length, residentBytes: bytes.reduce((sum, one) => sum + one, 0) };
}

/** The command line of a process, empty if there is none. */
export function commandLine(pid: number): string {
  return processTable().find(entry => entry.pid === pid)?.command ?? '';
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !/^State:\s+Z/m.test(textOf(`/proc/${pid}/status`)); // a zombie has ended
}

/** Ends a process: asks it to end, and kills it after `graceMs`. Resolves when the process has ended. */
export async function endProcess(pid: number, graceMs: number): Promise<void> {
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

function tableFromProc(): ProcessEntry[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap(pid => {
    const stat = textOf(`/proc/${pid}/stat`);
    if (stat === '') return []; // it has just ended
    // "pid (name) state parent group …", and the name may hold spaces and parentheses.
    const [state, ...numbers] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return [];
    const [parent = 0, group = 0] = numbers.map(Number);
    const [, kib = 0] = /^VmRSS:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`)) ?? [];
    const command = textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
    return [{ pid: Number(pid), parent, group, residentBytes: Number(kib) * 1024, command }];
  });
}

function tableFromPs(): ProcessEntry[] {
  const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,pgid=,rss=,stat=,args='], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').flatMap(line => {
    const [, numbers, state, command = ''] = /^((?:\s*\d+){4})\s+(\S+)(.*)$/.exec(line) ?? [];
    if (numbers === undefined || state === undefined || state.startsWith('Z')) return [];
    const [pid = 0, parent = 0, group = 0, kib = 0] = numbers.trim().split(/\s+/).map(Number);
    return [{ pid, parent, group, residentBytes: kib * 1024, command: command.trim() }];
  });
}

function proportionalBytes(pid: number): number | undefined {
  const kib = /^Pss:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

/** Returns an empty text if the file cannot be read: the process has ended, or belongs to another user. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
