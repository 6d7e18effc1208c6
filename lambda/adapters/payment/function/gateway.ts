import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { didNotRun } from './did-not-run';
import {
  PAYMENT_CONTRACT_VERSION, type PaymentCall, type ProviderRequest,
} from '../../../../src/contract/payment/payment-call';
import { MAX_FOREIGN, foreignText } from '../../../domain/state/foreign-text';
import { NotAsked, type PaymentGateway } from '../gateway';

/** With a limit of connections, Node would keep one for the next call that waits for it. */
const FRESH_CONNECTIONS = { keepAlive: false, maxSockets: Infinity };

/**
 * - One attempt. Only the settlement knows whether a key may be sent again, and its deadline leaves no time for more.
 * - The request ends when its signal aborts, after at most 20 s (`ProviderDeadline`). The time-out of the client is for
 *   the case that nobody aborts.
 * - A connection of its own for each call. Lambda freezes an idle function, and a connection that has ended meanwhile
 *   fails in the middle of a call, so that nobody knows whether the payment function runs.
 */
const ONE_CALL = {
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 25_000,
    throwOnRequestTimeout: true,
    httpsAgent: FRESH_CONNECTIONS,
    httpAgent: FRESH_CONNECTIONS, // of an emulator
  },
};

/** In bytes. An answer of the contract has less than 1 KiB. */
const MAX_ANSWER = 64 * 1024;

/** The payment function failed, or its answer is not JSON or too large. What became of the money is unknown. */
class PaymentFunctionFailed extends Error {
  override readonly name = 'PaymentFunctionFailed';
}

/** A payment provider that is a Lambda function. */
export class FunctionGateway implements PaymentGateway {
  constructor(private readonly options: {
    readonly client: LambdaClient;
    readonly functionArn: string;
    readonly keyLife: number;
  }) {}

  get keyLife(): number {
    return this.options.keyLife;
  }

  async ask(request: ProviderRequest, signal: AbortSignal): Promise<unknown> {
    return this.call({ version: PAYMENT_CONTRACT_VERSION, operation: request.purpose, ...request }, signal);
  }

  async lookUp(request: ProviderRequest, signal: AbortSignal): Promise<unknown> {
    return this.call({ version: PAYMENT_CONTRACT_VERSION, operation: 'lookUp', ...request }, signal);
  }

  private async call(call: PaymentCall, abortSignal: AbortSignal): Promise<unknown> {
    const { client, functionArn } = this.options;
    const command = new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(call)) });
    const result = await client.send(command, { abortSignal }).catch((error: Error) => {
      if (!didNotRun(error)) throw error;
      throw new NotAsked(`${functionArn} did not run: ${logText(error.name, error.message)}`);
    });
    return answerIn(result);
  }
}

/** A client for a payment function, in the region of the function. */
export function clientFor(functionArn: string): LambdaClient {
  const region = functionArn.split(':')[3];
  return new LambdaClient(region ? { ...ONE_CALL, region } : ONE_CALL);
}

/** Throws PaymentFunctionFailed. */
function answerIn({ Payload, FunctionError }: InvokeCommandOutput): unknown {
  const bytes = Payload ?? new Uint8Array();
  const what = FunctionError === undefined ? 'the answer' : 'the description of the failure';
  if (bytes.length > MAX_ANSWER) {
    throw new PaymentFunctionFailed(`${what} has ${bytes.length} bytes; allowed: up to ${MAX_ANSWER}`);
  }
  const text = Buffer.from(bytes).toString();
  const answer = parsed(text);
  if (FunctionError !== undefined) {
    const { errorType, errorMessage } = (answer ?? {}) as Record<string, unknown>;
    throw new PaymentFunctionFailed(logText(errorType ?? FunctionError, errorMessage ?? 'no message'));
  }
  if (answer === undefined) {
    throw new PaymentFunctionFailed(`the answer is ${logText(text === '' ? 'empty' : text)}; allowed: JSON`);
  }
  return answer;
}

/** Undefined if the text is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What the log and the event store may have of an error of others. */
const logText = (...parts: unknown[]): string => foreignText(parts.map(String).join(': '), MAX_FOREIGN.message);
