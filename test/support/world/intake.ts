import type { SQSRecord } from 'aws-lambda';
import { never } from './streams/invocation';
import { StubClient } from './stub-client';
import { world } from './world';
import { Operator } from '../../../lambda/adapters/operator/operator';
import { NoUnfinishedOrders } from '../../../lambda/adapters/order-view/unfinished-orders';
import { OrderDeadLetterQueue } from '../../../lambda/adapters/queue/order-dead-letter-queue';
import { OrderQueue } from '../../../lambda/adapters/queue/order-queue';
import { Redelivery } from '../../../lambda/adapters/queue/redelivery';
import { OrderStarter } from '../../../lambda/adapters/workflow/order-starter';
import { RunningExecutions } from '../../../lambda/adapters/workflow/running-executions';
import { Runs } from '../../../lambda/adapters/workflow/runs';
import { StepFunctionsExecutions } from '../../../lambda/adapters/workflow/step-functions';
import { placeOrders } from '../../../lambda/handlers/intake/place-orders';
import type { RetryAttribute } from '../../../src/contract/intake';

export const ORDER_QUEUE = 'https://queue.example.com/orders';
export const DEAD_LETTERS = 'https://queue.example.com/dead-letters';
const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:Workflow';

/** When the messages of the tests are received, and when they were sent. */
export const NOON = Date.UTC(2026, 0, 1, 12);

/** A message as the intake receives it. */
interface MessageOptions {
  readonly messageId?: string;
  /** How often it was received. */
  readonly receives?: number;
  /** In milliseconds since 1970. */
  readonly sent?: number;
  readonly attributes?: Partial<Record<(typeof RetryAttribute)[keyof typeof RetryAttribute], string>>;
}

export function messageOf(body: unknown, options: MessageOptions = {}): SQSRecord {
  const { messageId = 'm-1', receives = 1, sent = NOON, attributes = {} } = options;
  return {
    messageId,
    receiptHandle: `handle of ${messageId}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(sent) },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }])),
  } as unknown as SQSRecord;
}

const sfn = new StubClient();
const sqs = new StubClient();
const deadLetterQueue = new OrderDeadLetterQueue(sqs.as(), DEAD_LETTERS);

const runsInStepFunctions = new Runs(world.orders, new StepFunctionsExecutions({
  client: sfn.as(),
  stateMachineArn: MACHINE,
  now: () => new Date(NOON),
}));

const ROOM_FOR_ALL = { reserve: async () => undefined };

/** The intake function in the world of the tests, with a bound on the executions that may run at once. */
const intakeWith = (
  running: Pick<RunningExecutions, 'reserve'>, runs: Runs = runsInStepFunctions, now = () => new Date(),
) => placeOrders({
  commands: world.commands,
  count: world.count,
  starter: new OrderStarter({ now, orders: world.orders, runs, running }),
  operator: new Operator({ orders: world.orders, runs, unfinishedOrders: new NoUnfinishedOrders(), sleep: never }),
  deadLetterQueue,
  redelivery: new Redelivery({
    queue: new OrderQueue(sqs.as(), ORDER_QUEUE),
    deadLetterQueue,
    count: world.count,
    now: () => new Date(NOON),
    random: () => 0.5,
  }),
});

/** The intake function and its clients, which answer as a test tells them. */
export const intake = {
  sfn,
  sqs,
  runs: runsInStepFunctions,
  /** For tests that start fewer orders than may run at once. */
  handler: intakeWith(ROOM_FOR_ALL),
  /** The same at another time, with executions of a test's own. */
  handlerOf: (runs: Runs, now: () => Date) => intakeWith(ROOM_FOR_ALL, runs, now),
  bounded: (limit: number, now?: () => Date) => intakeWith(new RunningExecutions({
    client: sfn.as(),
    stateMachineArn: MACHINE,
    limit,
    instances: 1,
    now: () => new Date(NOON),
  }), runsInStepFunctions, now),
};

/** An error of a service that is asked too often. */
export const throttled = () => Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
