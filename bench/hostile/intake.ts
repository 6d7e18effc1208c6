/** The intake and the function of the API, with services that answer at once. */
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, SQSEvent } from 'aws-lambda';
import { CommandRequests } from '../../lambda/adapters/api/command-requests';
import { Operator } from '../../lambda/adapters/operator/operator';
import { NoUnfinishedOrders } from '../../lambda/adapters/order-view/unfinished-orders';
import { OrderDeadLetterQueue } from '../../lambda/adapters/queue/order-dead-letter-queue';
import { OrderQueue } from '../../lambda/adapters/queue/order-queue';
import { Redelivery } from '../../lambda/adapters/queue/redelivery';
import { OrderStarter } from '../../lambda/adapters/workflow/order-starter';
import { Runs } from '../../lambda/adapters/workflow/runs';
import { StepFunctionsExecutions } from '../../lambda/adapters/workflow/step-functions';
import type { CommandRecord } from '../../lambda/domain/commands/record';
import { isEventType } from '../../lambda/domain/events';
import { placeOrders } from '../../lambda/handlers/intake/place-orders';
import { submit as submitHandler } from '../../lambda/handlers/intake/submit';
import type { BatchResponse } from '../../lambda/lib/batch';
import { Commands } from '../../lambda/orders/commands/commands';
import { applyWithRecords } from '../../lambda/orders/commands/records-in-memory';
import { MemoryEventLog } from '../../lambda/orders/memory-event-log';
import { Orders } from '../../lambda/orders/orders';
import type { Item } from '../../lambda/orders/stored-item';
import { isCommandEventType } from '../../src/contract/events';

/** The input of a call, as far as anybody looks at it. */
export interface CallInput {
  /** Of an execution. */
  readonly name?: string;
  readonly MessageBody?: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue: string }>>;
}

/** A client that keeps the input of each call, and answers nothing. */
function newClient() {
  const calls: CallInput[] = [];
  const send = async ({ input }: { readonly input: CallInput }) => {
    calls.push(input);
    return {};
  };
  return { calls, client: { send } };
}

/** New functions with an empty log, and what they send to SQS and to Step Functions. */
export function newIntake() {
  const sqs = newClient();
  const sfn = newClient();
  const [queues, machines] = [sqs.client as unknown as SQSClient, sfn.client as unknown as SFNClient];
  const now = () => new Date(0);
  const identity = 'Bench/Orders';
  const items = new Map<string, Item[]>();
  const apply = applyWithRecords(items, effects => new Set(effects.keys()));
  const orders = new Orders(new MemoryEventLog({ identity, isKnown: isEventType, items, apply }), {
    now,
    backoff: async () => undefined,
  });
  const records = new MemoryEventLog<CommandRecord, never>({ identity, isKnown: isCommandEventType, items });
  const commands = new Commands({ orders, log: records, identity, now, authorizationLife: 1 });
  const count = () => undefined;
  const deadLetterQueue = new OrderDeadLetterQueue(queues, 'dead letters');
  const queue = new OrderQueue(queues, 'orders');
  const runs = new Runs(orders, new StepFunctionsExecutions({ client: machines, stateMachineArn: 'machine', now }));
  const place = placeOrders({
    commands,
    count,
    starter: new OrderStarter({ now, orders, runs, running: { reserve: async () => undefined } }),
    operator: new Operator({ orders, runs, unfinishedOrders: new NoUnfinishedOrders(), sleep: async () => undefined }),
    deadLetterQueue,
    redelivery: new Redelivery({ queue, deadLetterQueue, count, now, random: () => 0 }),
  });
  const commandRequests = new CommandRequests({ commands, queue, count });
  const submit = submitHandler({ orders, queue, commandRequests });
  return {
    moved: sqs.calls,
    started: sfn.calls,
    /** Takes messages off the queue. The payload is JSON, and is parsed here, as Lambda's runtime does. */
    place: async (payload: string): Promise<BatchResponse> => place(JSON.parse(payload) as SQSEvent),
    /** Answers a request, from one JSON text to another. */
    submit: async (payload: string): Promise<APIGatewayProxyResult> =>
      submit(JSON.parse(payload) as APIGatewayProxyEvent),
  };
}

/** What Lambda passes to the intake for a batch of messages. */
export const batchOf = (bodies: readonly string[]): string => JSON.stringify({
  Records: bodies.map((body, n) =>
    ({ messageId: `m-${n}`, receiptHandle: `${n}`, body, attributes: { ApproximateReceiveCount: '1' } })),
});

/** What API Gateway passes to its function for a request. */
export const requestOf = (body: string, isBase64Encoded = false): string =>
  JSON.stringify({ body, isBase64Encoded, resource: '/orders', requestContext: { path: '/orders', requestId: 'r-1' } });
