import { Duration } from 'aws-cdk-lib';
import { QueueAgeAlarm, makeQueues } from '../../../src/internal/queues';
import { describeAlarm } from '../../../src/internal/runbook';
import { Synthesized, newStack } from '../../support/synth';

const stack = newStack();
const { queue, deadLetterQueue } = makeQueues(stack, {
  readerTimeout: Duration.seconds(10),
  maxReceives: 3,
  section: 'order-queue-dead-letters',
});
const ageAlarm = new QueueAgeAlarm(stack, { queue, section: 'order-queue-age', maxAge: Duration.minutes(7) });
const synth = new Synthesized(stack);

test('a queue hides a message for six times the time-out of its reader, and keeps it for 4 days', () => {
  expect(synth.properties(queue)).toMatchObject({
    VisibilityTimeout: 60,
    MessageRetentionPeriod: 4 * 24 * 60 * 60,
    RedrivePolicy: { deadLetterTargetArn: synth.att(deadLetterQueue), maxReceiveCount: 3 },
  });
});

test('a message that SQS moves to the dead-letter queue on its last day still waits there for ten days', () => {
  const [own, ofDeadLetters] = [queue, deadLetterQueue].map(one => synth.properties(one).MessageRetentionPeriod);
  expect((ofDeadLetters - own) / (24 * 60 * 60)).toBe(10);
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

test('the alarm on the age of the oldest message goes off when it is older than allowed', () => {
  expect(synth.properties(ageAlarm)).toMatchObject({
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: synth.att(queue, 'QueueName') }],
    Statistic: 'Maximum',
    Threshold: 420,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmDescription: describeAlarm('order-queue-age'),
  });
});
