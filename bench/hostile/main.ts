/**
 * Measures what it costs to read hostile messages and bodies, beside an ordinary order of the largest size. Exits with
 * 1 if one of them occupies its function for more than a second.
 */
import { parseArgs } from 'node:util';
import { type CpuTimes, HOSTILE, ORDINARY, measureRound } from './measure';
import { LIMIT_SECONDS, type FunctionMemory, costOf, costTable, isTooSlow } from './report';
import { log } from '../../lambda/lib/log';
import { synthesizedTemplate } from '../burst/settings/synthesized';
import { TemplateReader } from '../burst/settings/template';

const HELP = `npm run bench:hostile -- [options]

  --rounds NUMBER  how often each text is measured (default: 10)`;

const { values: chosen } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, help: { type: 'boolean', default: false } },
});

async function main(): Promise<void> {
  if (chosen.help) return console.log(HELP);
  log.setLogLevel('SILENT');
  const memory = memoryOf();
  const subjects = [ORDINARY, ...HOSTILE];
  const rounds: (readonly CpuTimes[])[] = [];
  for (let round = 1; round <= Number(chosen.rounds); round++) {
    process.stderr.write(`round ${round} of ${chosen.rounds}\n`);
    rounds.push(await measureRound(subjects));
  }
  const measured = subjects.map(({ name }, index) => ({ name, rounds: rounds.map(round => round[index]!) }));
  const costs = measured.map(one => costOf(one, measured[0]!, memory));
  console.log(costTable(costs));
  console.log(`memory of the functions: ${memory.queue} MB (queue), ${memory.api} MB (API)`);
  const slow = costs.filter(isTooSlow);
  console.log(slow.length === 0
    ? `each text takes less than ${LIMIT_SECONDS} s`
    : `${slow.length} texts take more than ${LIMIT_SECONDS} s`);
  if (slow.length > 0) process.exitCode = 1;
}

/** The memory of the two functions, from the synthesized template. */
function memoryOf(): FunctionMemory {
  const template = new TemplateReader(synthesizedTemplate());
  const memory = (prefix: string) =>
    template.theOnly('AWS::Lambda::Function', prefix, ({ id }) => id.startsWith(prefix)).number('MemorySize');
  return { queue: memory('OrdersIntake'), api: memory('OrdersApiSubmit') };
}

void main();
