import { Duration } from 'aws-cdk-lib';
import { PipelineQueue } from '../../../src/internal/queues';
import { describeAlarm } from '../../../src/internal/runbook';
import { Synthesized, newStack } from '../../support/synth';

const stack = newStack();
const queue = new PipelineQueue(stack, {
  readerTimeout: Duration.seconds(10),
  maxReceives: 3,
  section: 'order-queue-dead-letters',
});
const synth = new Synthesized(stack);

test('a queue hides a message for six times the time-out of its reader, and keeps it for 14 days', () => {
  expect(synth.properties(queue)).toMatchObject({
    VisibilityTimeout: 60,
    MessageRetentionPeriod: 14 * 24 * 60 * 60,
    RedrivePolicy: { deadLetterTargetArn: synth.att(queue.deadLetters), maxReceiveCount: 3 },
  });
});

test('its dead-letter queue keeps a message for 14 days, and the alarm watches it', () => {
  expect(synth.properties(queue.deadLetters)).toMatchObject({ MessageRetentionPeriod: 14 * 24 * 60 * 60 });
  expect(synth.properties(queue.deadLetters.alarm)).toMatchObject({
    Dimensions: [{ Name: 'QueueName', Value: synth.att(queue.deadLetters, 'QueueName') }],
    AlarmDescription: describeAlarm('order-queue-dead-letters'),
  });
});

test('both are reached by TLS alone, and by nobody else', () => {
  for (const one of [queue, queue.deadLetters]) expect(synth.queuePolicy(one)).toEqual([]);
});

test('all are children of the scope, by the names of which logical ids are made', () => {
  expect([queue.deadLetters, queue.deadLetters.alarm, queue].map(({ node }) => node.path)).toEqual([
    'Test/DeadLetterQueue', 'Test/DeadLetterAlarm', 'Test/Queue',
  ]);
});
