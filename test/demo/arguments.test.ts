import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { readArguments } from '../../demo/arguments';
import { BadInput } from '../../demo/terminal/bad-input';

const here = (...args: string[]) => readArguments(args, __dirname);

test('without any, the sample goes to an emulator of its own; some stock is short, some payments are declined', () => {
  expect(here()).toEqual({
    command: 'run',
    orders: [],
    stockFactor: { numerator: 95n, denominator: 100n },
    declineRate: 0.03,
    keep: false,
    report: undefined,
    aws: false,
    yes: false,
  });
});

test('own orders find all stock and no declined payment unless asked for', () => {
  const file = path.basename(__filename);
  expect(here('--orders', file, '--orders', __filename)).toMatchObject({
    orders: [__filename, __filename], stockFactor: { numerator: 1n, denominator: 1n }, declineRate: 0,
  });
  const more = ['--stock-factor', '0.9', '--decline-rate=0.03', '--keep', '--report', 'r.json'];
  expect(here('--orders', file, ...more)).toMatchObject({
    stockFactor: { numerator: 9n, denominator: 10n },
    declineRate: 0.03,
    keep: true,
    report: path.join(__dirname, 'r.json'),
  });
});

test.each(['stop', 'destroy'] as const)('%s is a command', command => {
  expect(here(command).command).toBe(command);
});

test.each([
  [['--order', 'x.csv'], 'option --order: not known; allowed: --orders, --stock-factor, '],
  [['-k'], 'option -k: not known; allowed: --orders, '],
  [['start'], 'argument start: not known here; allowed: options, or one of stop, destroy'],
  [['stop', 'destroy'], 'argument destroy: not known here'],
  [['--orders', 'missing.csv'], 'option --orders: missing.csv does not exist; allowed: a CSV file'],
  [['--orders', '.'], 'option --orders: . is not a file; allowed: a CSV file'],
  [['--orders'], 'option --orders: without a value; allowed: --orders VALUE'],
  [['--report', '--keep'], 'option --report: followed by --keep; allowed: --report VALUE'],
  [['--report', 'no/where.json'], 'option --report: the folder of no/where.json does not exist'],
  [['--report', '.'], 'option --report: . is not a file'],
  [['--stock-factor', '-1'], 'option --stock-factor: "-1"; allowed: a decimal number of at least 0, such as 0.9'],
  [['--stock-factor', 'lots'], 'option --stock-factor: "lots"; allowed: '],
  [['--decline-rate', '1.01'], 'option --decline-rate: "1.01"; allowed: a decimal number from 0 to 1, such as 0.03'],
  [['--decline-rate', '3%'], 'option --decline-rate: "3%"; allowed: '],
  [['--keep=yes'], 'option --keep: given the value "yes"; allowed: no value'],
  [['--keep', '--aws'], 'option --keep: given together with --aws; allowed: '],
])('%j is refused in one line', (args, message) => {
  expect(() => here(...args)).toThrow(BadInput);
  expect(() => here(...args)).toThrow(message);
  expect(() => here(...args)).not.toThrow('\n');
});

test('the help names every option', () => {
  const help = readFileSync(path.join(__dirname, '../../demo/help.txt'), 'utf8');
  let known = '';
  try {
    here('--nothing');
  } catch (error) {
    known = (error as Error).message;
  }
  const options = known.match(/--[a-z-]+/g)!.filter(option => option !== '--nothing');
  expect(options.length).toBeGreaterThan(7);
  for (const option of options) expect(help).toContain(`  ${option} `);
});
