import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
import { MAX_ORDER_BYTES, RefusalReason } from '../../../src/contract/intake';
import { CLIENT_SETTINGS } from '../../adapters/client-settings';
import { countRefused } from '../../adapters/count-refused';
import {
  commandsFromEnvironment, countFromEnvironment, unfinishedOrdersFromEnvironment, ordersFromEnvironment,
} from '../../adapters/from-environment';
import { Operator, type RerunResult } from '../../adapters/operator/operator';
import type { UnfinishedOrdersPage } from '../../adapters/order-view/unfinished-orders';
import { OrderDeadLetterQueue, type RefusedMessage } from '../../adapters/queue/order-dead-letter-queue';
import { OrderQueue, originalIdOf } from '../../adapters/queue/order-queue';
import { type Deferred, Redelivery } from '../../adapters/queue/redelivery';
import { OrderStarter } from '../../adapters/workflow/order-starter';
import { RunningExecutions } from '../../adapters/workflow/running-executions';
import { Runs } from '../../adapters/workflow/runs';
import { StepFunctionsExecutions } from '../../adapters/workflow/step-functions';
import type { Command } from '../../domain/commands/command';
import { type QueueMessage, readQueueMessage } from '../../domain/commands/read-queue-message';
import { isCanary } from '../../domain/order/canary';
import { textToKeep } from '../../domain/order/read-message';
import { type BatchResponse, inLanes } from '../../lib/batch';
import { required } from '../../lib/environment';
import type { Invocation } from '../../lib/flow/deadline';
import { isBatch } from '../../lib/input/fields';
import type { CountMetric } from '../../lib/metrics';
import { system } from '../../lib/system';
import { wire } from '../../lib/wire';
import type { Commands } from '../../orders/commands/commands';

interface Message {
  readonly record: SQSRecord;
  readonly reading: QueueMessage;
}

interface Needs {
  readonly starter: OrderStarter;
  readonly commands: Commands;
  readonly count: CountMetric;
  readonly deadLetterQueue: OrderDeadLetterQueue;
  readonly redelivery: Redelivery;
  readonly operator: Operator;
}

/** Lambda passes messages of the queue; operators pass requests. */
interface IntakeHandler {
  (event: SQSEvent): Promise<BatchResponse>;
  (request: unknown, invocation: Invocation): Promise<UnfinishedOrdersPage | RerunResult>;
}

/**
 * Takes orders off the queue, records `OrderPlaced` and starts the workflow. Carries out the commands on the queue. It
 * processes messages of one order in sequence, and those of different orders in parallel. A message that fails comes
 * back, with the later messages of its order: soon if there is too much to do at the moment, and only a few times if
 * not. A message that is neither an order nor a command goes to the dead-letter queue, with a reason. Also answers the
 * requests of operators, who invoke it directly.
 */
export const placeOrders = (needs: Needs): IntakeHandler => (async (input: unknown, invocation: Invocation) =>
  (isBatch(input) ? takeBatch(needs, input as SQSEvent) : needs.operator.answer(input, invocation))) as IntakeHandler;

async function takeBatch(needs: Needs, event: SQSEvent): Promise<BatchResponse> {
  const messages = event.Records.map(toMessage);
  const deferred: Deferred[] = [];
  const { batchItemFailures } = await inLanes(messages, {
    laneOf,
    idOf: ({ record }) => record.messageId,
    work: async lane => takeLane(needs, lane, deferred),
  });
  const done = await needs.redelivery.defer(deferred);
  return { batchItemFailures: batchItemFailures.filter(({ itemIdentifier }) => !done.has(itemIdentifier)) };
}

/** Takes messages until one fails. Returns those that stay on the queue, and adds to `deferred` those to defer. */
async function takeLane(needs: Needs, lane: readonly Message[], deferred: Deferred[]): Promise<readonly Message[]> {
  for (const [index, message] of lane.entries()) {
    try {
      await take(needs, message);
    } catch (caught) {
      const error = caught as Error;
      const fate = await needs.redelivery.afterFailure(message.record, error);
      if (fate === 'deferred') deferred.push(...lane.slice(index).map(deferredBy(error)));
      return lane.slice(fate === 'moved' ? index + 1 : index);
    }
  }
  return [];
}

/** A canary is sent once only, like an order. */
const deferredBy = ({ name }: Error) => ({ record, reading }: Message): Deferred =>
  ({ message: record, reason: name, isOrder: reading.kind !== 'run' || isCanary(reading.orderId) });

const toMessage = (record: SQSRecord): Message => ({ record, reading: readQueueMessage(record.body) });

function laneOf({ record, reading }: Message): string {
  if (reading.kind === 'run') return `order ${reading.orderId}`;
  if (reading.kind === 'command') return `order ${reading.command.orderId}`;
  return 'order' in reading ? `order ${reading.order.orderId}` : `message ${record.messageId}`;
}

async function take(needs: Needs, { record, reading }: Message): Promise<void> {
  const { starter, deadLetterQueue } = needs;
  const message = { messageId: originalIdOf(record), body: record.body };
  if (reading.kind === 'command') return takeCommand(needs, reading.command, message);
  if (reading.kind === 'no-command') {
    return deadLetterQueue.refuse(message, RefusalReason.UNREADABLE_COMMAND, JSON.stringify(reading.problems));
  }
  if (reading.kind === 'too-large') {
    const detail = `${reading.bytes} bytes; allowed: at most ${MAX_ORDER_BYTES} bytes`;
    return deadLetterQueue.refuse(message, RefusalReason.TOO_LARGE, detail);
  }
  if (reading.kind === 'unreadable') {
    const kept = { ...message, body: textToKeep(message.body, reading.problems) };
    return deadLetterQueue.refuse(kept, RefusalReason.UNREADABLE, JSON.stringify(reading.problems));
  }
  if (reading.kind === 'run') {
    if (await starter.lookAt(reading.orderId)) return undefined;
    return deadLetterQueue.refuse(message, RefusalReason.UNREADABLE, 'no order with this id is on record');
  }
  const refusal = await starter.place(reading.order, message.messageId);
  if (refusal) await deadLetterQueue.refuse(message, RefusalReason.ID_CONFLICT, refusal.message);
}

/**
 * Carries out a command. Its order then goes on, unless it is parked again by now: also if the command was carried out
 * before, because the function may have ended in between. A refused command is done: its record says why.
 */
async function takeCommand(needs: Needs, command: Command, message: RefusedMessage): Promise<void> {
  const outcome = await needs.commands.carryOut(command);
  switch (outcome.kind) {
    case 'accepted': return void await needs.starter.lookAt(command.orderId);
    case 'refused': return countRefused(needs.count, command, outcome.code);
    case 'conflict':
      return needs.deadLetterQueue.refuse(message, RefusalReason.COMMAND_ID_CONFLICT, outcome.message);
  }
}

export const handler = wire(() => {
  const client = new SFNClient(CLIENT_SETTINGS);
  const queues = new SQSClient(CLIENT_SETTINGS);
  const stateMachineArn = required(Env.STATE_MACHINE_ARN);
  const deadLetterQueue = new OrderDeadLetterQueue(queues, required(Env.ORDER_DLQ_URL));
  const orders = ordersFromEnvironment();
  const runs = new Runs(orders, new StepFunctionsExecutions({ client, stateMachineArn, now: system.now }));
  const running = new RunningExecutions({
    client,
    stateMachineArn,
    limit: Number(required(Env.MAX_RUNNING_ORDERS)),
    instances: Number(required(Env.INTAKE_CONCURRENCY)),
    now: system.now,
  });
  const count = countFromEnvironment();
  return placeOrders({
    commands: commandsFromEnvironment(orders),
    count,
    starter: new OrderStarter({ ...system, orders, runs, running }),
    deadLetterQueue,
    operator: new Operator({ orders, runs, unfinishedOrders: unfinishedOrdersFromEnvironment(), sleep: system.sleep }),
    redelivery: new Redelivery({
      ...system,
      queue: new OrderQueue(queues, required(Env.ORDER_QUEUE_URL)),
      deadLetterQueue,
      count,
    }),
  });
});
