import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Env } from '../../../src/contract/environment';
import { answerOrUnavailable } from '../../adapters/answer-or-unavailable';
import { CallbackSecret } from '../../adapters/api/callback-secret';
import { CommandRequests } from '../../adapters/api/command-requests';
import { PaymentCallbacks } from '../../adapters/api/payment-callbacks';
import { CLIENT_SETTINGS } from '../../adapters/client-settings';
import { commandsFromEnvironment, countFromEnvironment } from '../../adapters/from-environment';
import { OrderQueue } from '../../adapters/queue/order-queue';
import { required } from '../../lib/environment';
import { log } from '../../lib/log';
import { system } from '../../lib/system';
import { wire } from '../../lib/wire';

interface Needs {
  readonly callbacks: PaymentCallbacks;
}

/**
 * `POST /payments/callback` records what an outside payment system says about a request, and lets the order go on.
 * It responds with 202 if the answer is on record, also if it was before. Errors are 401 if the signature is wrong, 400
 * if the body is, 404 if there is no such order, 409 if the answer is not about what was requested, 413 if the body is
 * too large, and 503 if a service does not answer.
 */
export const paymentCallback = ({ callbacks }: Needs) => async (
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> => {
  const answer = await answerOrUnavailable(
    async () => callbacks.answer(event),
    error => log.error('cannot answer', { error }),
  );
  log.info('answered', { status: answer.statusCode });
  return answer;
};

export const handler = wire(() => paymentCallback({
  callbacks: new PaymentCallbacks({
    now: system.now,
    secret: new CallbackSecret({
      client: new SecretsManagerClient(CLIENT_SETTINGS),
      secretArn: required(Env.CALLBACK_SECRET_ARN),
      now: system.now,
    }),
    requests: new CommandRequests({
      commands: commandsFromEnvironment(),
      queue: new OrderQueue(new SQSClient(CLIENT_SETTINGS), required(Env.ORDER_QUEUE_URL)),
      count: countFromEnvironment(),
    }),
  }),
}));
