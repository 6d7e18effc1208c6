import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { CallbackGateway } from '../../../../../lambda/adapters/payment/callback/gateway';
import type { SendPaymentMessage } from '../../../../../lambda/adapters/payment/callback/send';
import { sendToQueue, sendToTopic } from '../../../../../lambda/adapters/payment/callback/send-by-message';
import { sendToFunction } from '../../../../../lambda/adapters/payment/callback/send-to-function';
import type { ProviderRequest } from '../../../../../src/contract/payment/payment-call';
import type { PaymentMessage } from '../../../../../src/contract/payment/payment-callback';
import { StubClient } from '../../../../support/world/stub-client';

const KEY = '1f7169e2-5d2c-5c4e-9d7c-3a1f0c2b4d6e';
const fields = {
  key: KEY,
  pipeline: 'Shop/Orders',
  orderId: 'A 1',
  amount: 250,
  currency: 'GBP',
  requestedAt: '2026-11-24T17:00:00.000Z',
};
const AUTHORIZE: ProviderRequest = { purpose: 'authorize', ...fields, attempt: 1, capture: true, method: 'card' };
const NOW = new Date('2026-11-24T17:00:01.000Z');
const MESSAGE: PaymentMessage = {
  version: 1, operation: 'authorize', ...AUTHORIZE, answerBefore: '2026-11-24T18:00:01.000Z',
};
const { signal } = new AbortController();

const client = new StubClient();
const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/111122223333/Requests';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:Requests';
const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:tell';
const ATTRIBUTES = {
  orderId: { DataType: 'String', StringValue: 'A 1' },
  purpose: { DataType: 'String', StringValue: 'authorize' },
  key: { DataType: 'String', StringValue: KEY },
};
const body = JSON.stringify(MESSAGE);

const WAYS: [string, string, SendPaymentMessage, object][] = [
  ['a queue', 'SendMessage', sendToQueue(QUEUE, client.as<SQSClient>()),
    { QueueUrl: QUEUE, MessageBody: body, MessageAttributes: ATTRIBUTES }],
  ['a FIFO queue', 'SendMessage', sendToQueue(`${QUEUE}.fifo`, client.as<SQSClient>()), {
    QueueUrl: `${QUEUE}.fifo`,
    MessageBody: body,
    MessageAttributes: ATTRIBUTES,
    MessageGroupId: 'A%201',
    MessageDeduplicationId: `${KEY}:2026-11-24T18:00:01.000Z`,
  }],
  ['a topic', 'Publish', sendToTopic(TOPIC, client.as<SNSClient>()),
    { TopicArn: TOPIC, Message: body, MessageAttributes: ATTRIBUTES }],
  ['a function', 'Invoke', sendToFunction(FUNCTION, client.as<LambdaClient>()),
    { FunctionName: FUNCTION, InvocationType: 'Event', Payload: Buffer.from(body) }],
];

const gatewayTo = (send: SendPaymentMessage) =>
  new CallbackGateway({ send, keyLife: 1_000, pendingFor: 3_600_000, now: () => NOW });

describe.each(WAYS)('by %s', (_, command, send, input) => {
  test('a request is sent, and pending', async () => {
    const calls = client.answer({ [command]: () => ({}) });
    expect(await gatewayTo(send).ask(AUTHORIZE, signal)).toEqual({ status: 'pending' });
    expect(calls).toEqual([{ name: command, input }]);
  });

  test.each([
    [400, 'RequestThrottled'], [403, 'AccessDeniedException'], [429, 'TooManyRequestsException'], [404, 'NotFound'],
  ])('a request that is refused with %i was not sent', async (httpStatusCode, name) => {
    client.answer({
      [command]: () => { throw Object.assign(new Error('Rate exceeded'), { name, $metadata: { httpStatusCode } }); },
    });
    await expect(gatewayTo(send).ask(AUTHORIZE, signal)).rejects.toMatchObject({
      name: 'NotAsked', message: expect.stringMatching(`no message was sent to .*: ${name}: Rate exceeded`) as string,
    });
  });

  test.each([[500], [503], [408], [undefined]])('one that fails with %s may have been sent', async httpStatusCode => {
    client.answer({
      [command]: () => { throw Object.assign(new Error('oops'), { name: 'Oops', $metadata: { httpStatusCode } }); },
    });
    await expect(gatewayTo(send).ask(AUTHORIZE, signal)).rejects.toMatchObject({ name: 'Oops' });
  });
});

describe('a request', () => {
  const calls: PaymentMessage[] = [];
  const gateway = gatewayTo(async message => void calls.push(message));
  beforeEach(() => calls.splice(0));

  test('cannot be looked up', async () => {
    expect(await gateway.lookUp()).toEqual({ status: 'notFound' });
    expect(gateway.keyLife).toBe(1_000);
  });

  test.each(['capture', 'void', 'refund'] as const)('to %s a payment that was made is pending', async purpose => {
    const request = { purpose, ...fields, payment: { key: KEY, reference: 'bank-1' } };
    expect(await gateway.ask(request, signal)).toEqual({ status: 'pending' });
    expect(calls).toEqual([{ version: 1, operation: purpose, ...request, answerBefore: MESSAGE.answerBefore }]);
  });

  test('to stop a payment that was never made is sent, and no answer is waited for', async () => {
    const request = { purpose: 'void', ...fields, payment: { key: KEY } } as const;
    expect(await gateway.ask(request, signal)).toEqual({ status: 'succeeded', reference: KEY });
    expect(calls).toHaveLength(1);
  });
});
