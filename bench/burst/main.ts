/**
 * Simulates many orders at once, and outages, under AWS's quotas. README.md says what is modelled and what is not.
 *
 * Prints a row per scenario for the pipeline of this checkout, and one for an earlier pipeline that `--save` has
 * written.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ASSUMED } from './aws/assumptions';
import { simulate } from './pipeline/simulation';
import { LEGEND, type ReportRow, duration, reportTable } from './scenarios/report';
import { type Scenario, allScenarios } from './scenarios/scenarios';
import { shortcomingsOf } from './scenarios/verdict';
import { currentPolicy } from './settings/code-policy';
import { type PipelineUnderTest, loadPipeline, savePipeline } from './settings/pipeline-under-test';
import { readSettings } from './settings/settings';
import { synthesizedTemplate } from './settings/synthesized';

const USAGE = `npm run bench:burst -- [options]

  --scenario TEXT  only the scenarios whose name contains the text; may be repeated
  --list           print the names of the scenarios, and run nothing
  --seed NUMBER    another run of chance (default: 1)
  --before FILE    compare with the pipeline in a file that --save has written, or with none
                   (default: bench/burst/before.json)
  --save FILE      write the pipeline of this checkout to a file, and run nothing
  --check          exit with 1 if the pipeline of this checkout fails in a scenario
  --json           print the results as JSON`;

const { values: options } = parseArgs({
  options: {
    scenario: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    before: { type: 'string', default: join(__dirname, 'before.json') },
    save: { type: 'string' },
    check: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const NOW = 'now';

async function main(): Promise<void> {
  const scenarios = allScenarios().filter(({ name }) =>
    options.scenario.length === 0 || options.scenario.some(text => name.includes(text)));
  if (options.help) return console.log(USAGE);
  if (options.list) return console.log(scenarios.map(({ name }) => name).join('\n'));
  const template = synthesizedTemplate();
  const now = { template, policy: await currentPolicy(readSettings(template)) };
  if (options.save) return savePipeline(options.save, now);

  const pipelines: [string, PipelineUnderTest][] = [[NOW, now]];
  if (options.before !== 'none') pipelines.unshift(['before', loadPipeline(options.before)]);
  const rows = scenarios.flatMap((scenario, index) => pipelines.map(([pipeline, underTest]) =>
    runScenario(scenario, pipeline, underTest, `${index + 1} of ${scenarios.length}`)));
  report(rows);
}

function runScenario(
  scenario: Scenario, pipeline: string, { template, policy }: PipelineUnderTest, count: string,
): ReportRow {
  const show = progress(`scenario ${count}, ${pipeline}: ${scenario.name}`);
  const settings = readSettings(template);
  const seed = Number(options.seed);
  const result = simulate({ ...scenario, settings, policy, seed, times: ASSUMED, onProgress: show });
  return { scenario, pipeline, result };
}

/** Overwrites one line of a terminal; writes a line per scenario elsewhere. */
function progress(title: string): (progress: { readonly time: number; readonly settled: number }) => void {
  const { stderr } = process;
  if (!stderr.isTTY) {
    stderr.write(`${title}\n`);
    return () => undefined;
  }
  return ({ time, settled }) => {
    stderr.write(`\r\x1b[K${title}: ${settled.toLocaleString('en')} orders done after ${duration(time)}`);
  };
}

function report(rows: readonly ReportRow[]): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (options.json) {
    const named = rows.map(({ scenario, ...row }) => ({ scenario: scenario.name, ...row }));
    console.log(JSON.stringify(named, undefined, 1));
  } else {
    console.log(`${reportTable(rows)}\n\n${LEGEND}`);
  }
  const failed = rows.filter(({ pipeline, result }) => pipeline === NOW && shortcomingsOf(result).length > 0);
  for (const { scenario, result } of failed) console.error(`${scenario.name}: ${shortcomingsOf(result).join(', ')}`);
  if (options.check && failed.length > 0) process.exitCode = 1;
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
