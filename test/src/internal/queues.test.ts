import { Duration } from 'aws-cdk-lib';
import { makeQueues } from '../../../src/internal/queues';
import { describeAlarm } from '../../../src/internal/runbook';
import { Synthesized, newStack } from '../../support/synth';

const stack = newStack();
const { queue, deadLetterQueue } = makeQueues(stack, {
  readerTimeout: Duration.seconds(10),
  maxReceives: 3,
  section: 'order-queue-dead-letters',
});
const synth = new Synthesized(stack);

test('a queue hides a message for six times the time-out of its reader, and keeps it for 14 days', () => {
  expect(synth.properties(queue)).toMatchObject({
    VisibilityTimeout: 60,
    MessageRetentionPeriod: 14 * 24 * 60 * 60,
    RedrivePolicy: { deadLetterTargetArn: synth.att(deadLetterQueue), maxReceiveCount: 3 },
  });
});

test('its dead-letter queue keeps a message for 14 days, and the alarm watches it', () => {
  expect(synth.properties(deadLetterQueue)).toMatchObject({ MessageRetentionPeriod: 14 * 24 * 60 * 60 });
  expect(synth.properties(deadLetterQueue.alarm)).toMatchObject({
    Dimensions: [{ Name: 'QueueName', Value: synth.att(deadLetterQueue, 'QueueName') }],
    AlarmDescription: describeAlarm('order-queue-dead-letters'),
  });
});

test('both are reached by TLS alone, and by nobody else', () => {
  for (const one of [queue, deadLetterQueue]) expect(synth.queuePolicy(one)).toEqual([]);
});

test('all are children of the scope, by the names of which logical ids are made', () => {
  expect([deadLetterQueue, deadLetterQueue.alarm, queue].map(({ node }) => node.path)).toEqual([
    'Test/DeadLetterQueue', 'Test/DeadLetterAlarm', 'Test/Queue',
  ]);
});
