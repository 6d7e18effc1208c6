/**
 * Runs the intake and the API's function on every shape, in a process with as much heap as a function has. Prints what
 * becomes of each, and of its batch, as JSON.
 */
import type { APIGatewayProxyEvent, SQSEvent } from 'aws-lambda';
import { SHAPES } from './shapes';
import { Operator } from '../../../../../lambda/adapters/operator/operator';
import { NoOpenOrders } from '../../../../../lambda/adapters/order-view/open-orders';
import { OrderDeadLetterQueue } from '../../../../../lambda/adapters/queue/order-dead-letter-queue';
import { OrderQueue } from '../../../../../lambda/adapters/queue/order-queue';
import { Redelivery } from '../../../../../lambda/adapters/queue/redelivery';
import { Runs } from '../../../../../lambda/adapters/workflow/runs';
import { StepFunctionsExecutions } from '../../../../../lambda/adapters/workflow/step-functions';
import { placeOrders } from '../../../../../lambda/handlers/intake/place-orders';
import { submitOrder } from '../../../../../lambda/handlers/intake/submit-order';
import { anOrder } from '../../../../support/given/orders';
import { newLog, ordersIn } from '../../../../support/world/orders-in';
import { StubClient } from '../../../../support/world/stub-client';

const API_BODY = 6_000_000;

interface Moved {
  readonly MessageBody: string;
  readonly MessageAttributes?: Record<string, { readonly StringValue: string }>;
}

function newIntake() {
  const sqs = new StubClient();
  const sfn = new StubClient();
  const moved = sqs.answer({ SendMessage: () => ({}) });
  const started = sfn.answer({ StartExecution: () => ({}) });
  const orders = ordersIn(newLog());
  const deadLetterQueue = new OrderDeadLetterQueue(sqs.as(), 'dead letters');
  const queue = new OrderQueue(sqs.as(), 'orders');
  const now = () => new Date(0);
  const runs = new Runs(orders, new StepFunctionsExecutions({ client: sfn.as(), stateMachineArn: 'machine', now }));
  const place = placeOrders({
    orders,
    runs,
    operator: new Operator({ orders, runs, openOrders: new NoOpenOrders() }),
    running: { reserve: async () => undefined },
    deadLetterQueue,
    redelivery: new Redelivery({
      queue, deadLetterQueue, count: () => undefined, now: () => new Date(0), random: () => 0,
    }),
  });
  return { place, submit: submitOrder({ orders, queue }), moved: moved.map.bind(moved), started };
}

const messageOf = (body: string, n: number) =>
  ({ messageId: `m-${n}`, receiptHandle: `${n}`, body, attributes: { ApproximateReceiveCount: '1' } });

/** What becomes of a text as a message, nine times in a batch with a good order. */
async function byQueue(text: string): Promise<object> {
  const { place, moved, started } = newIntake();
  const bodies = [...Array.from({ length: 9 }, () => text), JSON.stringify(anOrder({ orderId: 'mate' }))];
  const { batchItemFailures } = await place({ Records: bodies.map(messageOf) } as unknown as SQSEvent);
  const refusals = moved(({ input }) => input as unknown as Moved);
  return {
    failed: batchItemFailures.length,
    started: [...new Set(started.map(({ input }) => input.name))],
    reasons: [...new Set(refusals.map(({ MessageAttributes }) => MessageAttributes?.Reason?.StringValue))],
    details: [...new Set(refusals.map(({ MessageAttributes }) =>
      /"code":"(\w+)"/.exec(MessageAttributes?.Detail?.StringValue ?? '')?.[1]))],
    bytes: refusals.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0),
  };
}

/** What the API answers to a text as it is, and to the text with as much white space as a request can have. */
async function byApi(text: string): Promise<object> {
  const { submit } = newIntake();
  const post = async (body: string, isBase64Encoded = false) => {
    const requestContext = { path: '/orders', requestId: 'r-1' };
    const answer = await submit({ body, isBase64Encoded, requestContext } as APIGatewayProxyEvent);
    const { code } = JSON.parse(answer.body) as { code?: string };
    return { status: answer.statusCode, bytes: answer.body.length, code };
  };
  const plain = await post(text);
  const encoded = await post(Buffer.from(text).toString('base64'), true);
  const long = await post(text.padEnd(API_BODY));
  return { plain, encoded, long };
}

async function main(): Promise<void> {
  const results: Record<string, object> = {};
  for (const [name, { text }] of Object.entries(SHAPES)) {
    results[name] = { queue: await byQueue(text), api: await byApi(text) };
  }
  process.stdout.write(JSON.stringify(results));
}

void main();
