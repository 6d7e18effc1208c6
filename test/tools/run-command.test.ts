import { inheritedEnv, runCommand, runNode } from '../../tools/run-command';

const node = (source: string, options = {}) => runCommand(process.execPath, ['-e', source], options);

test('what a command writes is returned, and logged line by line', async () => {
  const lines: string[] = [];
  const source = 'process.stdout.write("a\\nb"); process.stderr.write("c\\n")';
  const output = await node(source, { log: (line: string) => lines.push(line) });
  expect(output).toEqual({ stdout: 'a\nb', stderr: 'c\n', seconds: expect.any(Number) });
  expect(lines.sort()).toEqual(['a', 'b', 'c']);
});

describe('a command that fails', () => {
  test('is an error with its name, its status and the end of its output', async () => {
    const script = 'for (let i = 0; i < 200; i++) console.log("line " + i); process.exit(3)';
    const failing = node(script, { name: 'this one' });
    await expect(failing).rejects.toThrow(/^this one ended with status 3\nline 120\n[^]*\nline 199$/);
  });

  test('is named by its arguments and its folder otherwise', async () => {
    await expect(runCommand(process.execPath, ['-e', 'process.exit(1)'], { cwd: '/' }))
      .rejects.toThrow(`${process.execPath} -e process.exit(1) in / ended with status 1`);
    await expect(runNode(['-e', 'process.exit(1)'])).rejects.toThrow('node -e process.exit(1) ended with status 1');
  });

  test('tells the signal that ended it', async () => {
    await expect(node('process.kill(process.pid, "SIGKILL")', { name: 'it' })).rejects.toThrow('it ended with SIGKILL');
  });

  test('may not be there at all', async () => {
    await expect(runCommand('no-such-command', [])).rejects.toThrow('ENOENT');
  });
});

test('a command inherits the environment without the options of this Node', async () => {
  const { NODE_OPTIONS: before } = process.env;
  process.env.NODE_OPTIONS = '--no-warnings';
  try {
    expect(inheritedEnv()).not.toHaveProperty('NODE_OPTIONS');
    const { stdout } = await node('console.log(process.env.NODE_OPTIONS, process.env.PATH)');
    expect(stdout).toBe(`undefined ${process.env.PATH}\n`);
    expect((await node('console.log(process.env.ONLY)', { env: { ONLY: 'this' } })).stdout).toBe('this\n');
  } finally {
    if (before === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = before;
  }
});
