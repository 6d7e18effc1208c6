import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { CallbackSecret } from './callback-secret';
import { type CommandRequests, tooLarge } from './command-requests';
import { MAX_COMMAND_BYTES } from '../../../src/contract/commands';
import { CALLBACK_TOLERANCE, CallbackHeader } from '../../../src/contract/payment/payment-callback';
import { ROUTES } from '../../../src/contract/routes';
import { reportInCallback } from '../../domain/commands/read-command';
import { readJson } from '../../domain/order/read-message';
import { digestOf } from '../../lib/digest';
import { problemAnswer } from '../../lib/http';
import { type SignedRequest, isSigned } from '../../lib/input/signature';
import type { System } from '../../lib/system';

export interface PaymentCallbacksOptions extends Pick<System, 'now'> {
  readonly secret: Pick<CallbackSecret, 'keys' | 'keysAfterFailure'>;
  readonly requests: CommandRequests;
}

/**
 * Answers `POST /payments/callback`, with which an outside payment system says what became of a request. API Gateway
 * lets everybody through, so nothing of a body is read before its signature is checked. The answer becomes the command
 * `ReportPayment`: repeated callbacks get the first outcome, and the log decides on early and late ones.
 */
export class PaymentCallbacks {
  constructor(private readonly options: PaymentCallbacksOptions) {}

  async answer(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
    const request = signedRequestIn(event);
    const { body } = request;
    if (body.length > MAX_COMMAND_BYTES) return tooLarge(body.length);
    if (!await this.isSigned(request)) return NOT_SIGNED;
    const json = readJson(body.toString());
    const reading = json.kind === 'json' ? reportInCallback(json, callbackId) : json;
    if (reading.kind !== 'command') {
      return problemAnswer(400, reading.problems[0]!.code, 'the body is not the answer to a payment', reading.problems);
    }
    return this.options.requests.carryOut(reading.command, pathOfOrder(event, reading.command));
  }

  private async isSigned(request: SignedRequest): Promise<boolean> {
    const { secret, now } = this.options;
    const rules = { now: now(), tolerance: CALLBACK_TOLERANCE };
    if (isSigned(request, { ...rules, keys: await secret.keys() })) return true;
    return isSigned(request, { ...rules, keys: await secret.keysAfterFailure() });
  }
}

/** The same answer for everything that is wrong with a signature, so that it helps nobody to make one. */
const NOT_SIGNED = problemAnswer(401, 'SIGNATURE_INVALID',
  `the request is not signed with the secret, or not within ${CALLBACK_TOLERANCE / 1_000} seconds`);

/** The id of a callback that has none: the same for the same content. */
const callbackId = (content: unknown): string => `callback-${digestOf(content).slice(0, 32)}`;

function signedRequestIn(event: APIGatewayProxyEvent): SignedRequest {
  const { body, isBase64Encoded } = event;
  return {
    timestamp: headerOf(event, CallbackHeader.TIMESTAMP),
    signature: headerOf(event, CallbackHeader.SIGNATURE),
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** The values of a header, with commas between them. The sender and proxies write its name in any case. */
const headerOf = ({ multiValueHeaders }: APIGatewayProxyEvent, name: string): string =>
  Object.entries(multiValueHeaders ?? {})
    .filter(([key]) => key.toLowerCase() === name.toLowerCase())
    .flatMap(([, values = []]) => values)
    .join(',');

/** The path of an order beside that of the callbacks, wherever the API is mounted. */
const pathOfOrder = (
  { requestContext: { path } }: APIGatewayProxyEvent, { orderId }: { readonly orderId: string },
): string => {
  const root = path.replace(/\/$/, '').slice(0, -ROUTES.PAYMENT_CALLBACK.path.length);
  return `${root}/orders/${encodeURIComponent(orderId)}`;
};
