import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { orderNotFound } from './order-not-found';
import { bodyOf, idIn } from './request';
import { type CommandName, MAX_COMMAND_BYTES } from '../../../src/contract/commands';
import { RefusalReason } from '../../../src/contract/intake';
import type { Command } from '../../domain/commands/command';
import { commandInBody } from '../../domain/commands/read-command';
import { ProblemCode } from '../../domain/order/problem-codes';
import { readJson } from '../../domain/order/read-message';
import { runMessage } from '../../domain/order/run-message';
import { isOrderId } from '../../domain/order/texts';
import { CommandRefused } from '../../domain/state/refusal';
import { jsonAnswer, problemAnswer } from '../../lib/http';
import type { CountMetric } from '../../lib/metrics';
import type { Commands } from '../../orders/commands/commands';
import { countRefused } from '../count-refused';
import type { OrderQueue } from '../queue/order-queue';

export interface CommandRequestsOptions {
  readonly commands: Commands;
  readonly queue: OrderQueue;
  readonly count: CountMetric;
}

/**
 * Answers requests that send a command for an order, such as `POST /orders/{orderId}/cancellations`. The log decides on
 * the command here, so its client learns at once what became of it: 202 if it is accepted, 409 if it is refused or if
 * its id is taken. A message then makes the intake start the order.
 *
 * If the message cannot be sent, the client gets 503. When it repeats the request, the first outcome answers it, and
 * the message is sent. Should it never do so, the heartbeat finds the order once it stands still.
 */
export class CommandRequests {
  constructor(private readonly options: CommandRequestsOptions) {}

  async answer(event: APIGatewayProxyEvent, name: CommandName): Promise<APIGatewayProxyResult> {
    const orderId = idIn(event, 'orderId');
    if (!isOrderId(orderId)) return orderNotFound(orderId);
    const json = readJson(bodyOf(event));
    if ('bytes' in json && json.bytes > MAX_COMMAND_BYTES) return tooLarge(json.bytes);
    const reading = json.kind === 'json' ? commandInBody(json, { command: name, orderId }) : json;
    if (reading.kind === 'command') {
      return this.carryOut(reading.command, event.requestContext.path.replace(/\/[^/]*\/?$/, ''));
    }
    return problemAnswer(400, reading.problems[0]!.code, `the body is not a ${name}`, reading.problems);
  }

  /** Carries out a command, and starts its order. `orderPath` is the path of the order. */
  async carryOut(command: Command, orderPath: string): Promise<APIGatewayProxyResult> {
    const { commands, queue, count } = this.options;
    const { orderId, commandId } = command;
    try {
      const outcome = await commands.carryOut(command);
      switch (outcome.kind) {
        case 'conflict': return problemAnswer(409, RefusalReason.COMMAND_ID_CONFLICT, outcome.message);
        case 'refused':
          countRefused(count, command, outcome.code);
          return problemAnswer(409, outcome.code, outcome.message);
        case 'accepted': {
          await queue.send(runMessage(orderId));
          const url = `${orderPath}/commands/${encodeURIComponent(commandId)}`;
          const { orderVersion } = outcome;
          const body = { orderId, commandId, command: command.command, status: 'ACCEPTED', orderVersion, url };
          return jsonAnswer(202, body, { location: url });
        }
      }
    } catch (error) {
      if (error instanceof CommandRefused && error.code === 'ORDER_UNKNOWN') return orderNotFound(orderId);
      throw error;
    }
  }
}

/** The answer to a body that is too large for a command. */
export const tooLarge = (bytes: number): APIGatewayProxyResult => problemAnswer(
  413, ProblemCode.COMMAND_TOO_LARGE, `the body has ${bytes} bytes; allowed: at most ${MAX_COMMAND_BYTES}`);
