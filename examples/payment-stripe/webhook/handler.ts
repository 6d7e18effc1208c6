/** The entry point of the webhook. */
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { stripeClient } from '../payment/client';
import { secret, variable } from '../payment/secret';
import { webhook } from './webhook';

const secretKey = secret(variable('STRIPE_KEY_ARN'), Date.now);
const sqs = new SQSClient({});
const QueueUrl = variable('ORDER_QUEUE_URL');

const receive = webhook({
  stripe: async () => stripeClient(await secretKey()),
  signingSecret: secret(variable('STRIPE_SIGNING_SECRET_ARN'), Date.now),
  send: async command => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(command) }));
    console.log(JSON.stringify({ reported: command.commandId, orderId: command.orderId }));
  },
  pipeline: variable('PIPELINE_IDENTITY'),
  now: Date.now,
});

export const handler = (
  request: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> => receive(request);
