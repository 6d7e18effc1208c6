/** The runbook has a section for each alarm, and names what there is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anchorsOf, codeOf, pageOf } from './markdown';
import { RUNBOOK_SECTIONS } from '../../src/internal/runbook';
import { ROOT } from '../../tools/root';
import { sourceFiles } from '../rules/source-files';
import { synthPipeline } from '../support/synth';

/** The anchors to which the alarms lead. */
const ANCHORS = Object.keys(RUNBOOK_SECTIONS);
const PARTS = [
  'What happened.', 'How to investigate.', 'What to run.', 'It is solved when', 'What the remedy does not do.',
];

const runbook = pageOf('docs/runbook.md');
const commands = codeOf(runbook, 'sh');
const matches = (pattern: RegExp): string[] => [...new Set([...commands.matchAll(pattern)].map(([, found]) => found!))];

describe('the sections', () => {
  test.each(ANCHORS)('%s is there once', anchor => {
    expect(anchorsOf(runbook).filter(name => name === anchor)).toHaveLength(1);
  });

  test.each(ANCHORS)('%s has each of its five parts', anchor => {
    const section = runbook.split(/^## /m).find(text => anchorsOf(`## ${text}`)[0] === anchor)!;
    expect([...section.matchAll(/^\*\*(.*?)\*\*/gm)].map(([, part]) => part)).toEqual(PARTS);
  });

  test('are as many as the alarms', () => {
    expect(synthPipeline().pipeline.alarms).toHaveLength(ANCHORS.length);
  });
});

describe('the commands', () => {
  const { resources } = synthPipeline();
  const found = (type: string, start: string) =>
    Object.entries(resources).filter(([id, { Type }]) => Type === `AWS::${type}` && id.startsWith(`Orders${start}`));

  test('find each resource, and no other, by its type and the beginning of its logical id', () => {
    const named = [...commands.matchAll(/=\$\(resource (\S+) (\S+)\)/g)];
    expect(named.length).toBeGreaterThan(10);
    for (const [, type, start] of named) expect([start, found(type!, start!).length]).toEqual([start, 1]);
  });

  test('find each log', () => {
    const logs = [...matches(/^log (\w+) /gm), ...[...runbook.matchAll(/\| `(\w+Log)` \|/g)].map(([, log]) => log!)];
    expect(logs.length).toBeGreaterThan(10);
    for (const log of logs) expect([log, found('Logs::LogGroup', log).length]).toEqual([log, 1]);
  });

  const codeBelow = (folder: string) =>
    sourceFiles(folder).map(({ path }) => readFileSync(join(ROOT, path), 'utf8')).join('\n');

  test('look for messages that the handlers write', () => {
    const code = codeBelow('lambda');
    const messages = matches(/\$\.message = "(.*?)"/g);
    expect(messages.length).toBeGreaterThan(5);
    expect(messages.filter(message => !code.includes(`'${message}'`))).toEqual([]);
  });

  test('look for metrics that the handlers count', () => {
    const contract = codeBelow('src/contract');
    const metrics = matches(/\{ \$\.(\w+) = 1 \}/g);
    expect(metrics.length).toBeGreaterThan(1);
    expect(metrics.filter(name => !contract.includes(`'${name}'`))).toEqual([]);
  });
});
