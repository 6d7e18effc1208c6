/** Fault 50: commands of any size or shape have a named answer of moderate length. */
import { KINDS, SHAPES } from '../../../../bench/hostile/shapes';
import { readQueueMessage } from '../../../../lambda/domain/commands/read-queue-message';
import { MAX_COMMAND_BYTES } from '../../../../src/contract/commands';

const asCommand = (text: string) => text.replace('{', '{"command":"CancelOrder",');
const objects = Object.entries(SHAPES)
  .filter(([, { text, answer }]) => text.startsWith('{') && answer !== 'ORDER_TOO_LARGE');

test('many shapes are objects', () => expect(objects.length).toBeGreaterThan(15));

test.each(objects)('%s: too large for a command, whatever is in it', (_, { text }) => {
  const reading = readQueueMessage(asCommand(text).slice(0, 262_144).padEnd(262_144));
  expect(['no-command', 'unreadable', 'too-large']).toContain(reading.kind);
  const problems = 'problems' in reading ? reading.problems : [];
  expect(problems.map(({ code }) => code)).toEqual([expect.stringMatching(/^(COMMAND_TOO_LARGE|MALFORMED_JSON)$/)]);
});

test.each(Object.entries(KINDS))('%s, as large as a command may be: its problems are named, and few', (_, { text }) => {
  const reading = readQueueMessage(asCommand(text(MAX_COMMAND_BYTES - 30)));
  expect(['no-command', 'unreadable']).toContain(reading.kind);
  const problems = 'problems' in reading ? reading.problems : [];
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.length).toBeLessThanOrEqual(1_000);
});
