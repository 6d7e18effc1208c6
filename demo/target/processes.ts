import { spawn } from 'node:child_process';
import { ROOT } from '../../local-aws/install';

/** Runs Node in the root of the repository; its output is shown if it fails. */
export async function runNode(args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const { NODE_OPTIONS: _, ...own } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...own, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => { output += chunk; });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const script = args.filter(arg => !arg.startsWith('-')).at(-1);
      reject(new Error(`${script} ended with ${signal ?? `status ${code}`}\n${output.trim()}`));
    });
  });
}
