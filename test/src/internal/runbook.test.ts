import { RUNBOOK_SECTIONS, type RunbookSection, describeAlarm } from '../../../src/internal/runbook';
import { synthPipeline } from '../../support/synth';

const sections = Object.keys(RUNBOOK_SECTIONS) as RunbookSection[];
const alarms = synthPipeline().ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);

test.each(sections)('%s is the section of one alarm, which says what happened in one line and links to it', section => {
  const description = `${RUNBOOK_SECTIONS[section]} ` +
    `https://github.com/cdk-order-pipeline/cdk-order-pipeline/blob/main/docs/runbook.md#${section}`;
  expect(describeAlarm(section)).toBe(description);
  expect(alarms.filter(({ AlarmDescription }) => AlarmDescription === description)).toHaveLength(1);
  expect(RUNBOOK_SECTIONS[section]).toMatch(/^[A-Z][^\n]+\.$/);
});

test('no alarm is without a section', () => expect(alarms).toHaveLength(sections.length));

test('CloudWatch takes every description', () => {
  for (const { AlarmDescription } of alarms) expect(AlarmDescription.length).toBeLessThanOrEqual(1_024);
});
