import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type SendPaymentMessage, regionIn, settingsFor, trySend } from './send';
import { type PaymentMessage, PaymentMessageAttribute } from '../../../../src/contract/payment/payment-callback';
import { messageAttributes } from '../../sqs/message';

export function sendToQueue(
  queueUrl: string, client = new SQSClient(settingsFor(/^https:\/\/sqs\.([^./]+)\./.exec(queueUrl)?.[1])),
): SendPaymentMessage {
  return async (message, abortSignal) => trySend(queueUrl, client.send(new SendMessageCommand({
    QueueUrl: queueUrl,
    MessageBody: JSON.stringify(message),
    MessageAttributes: requestAttributes(message),
    ...sequenceOf(queueUrl, message),
  }), { abortSignal }));
}

export function sendToTopic(
  topicArn: string, client = new SNSClient(settingsFor(regionIn(topicArn))),
): SendPaymentMessage {
  return async (message, abortSignal) => trySend(topicArn, client.send(new PublishCommand({
    TopicArn: topicArn,
    Message: JSON.stringify(message),
    MessageAttributes: requestAttributes(message),
    ...sequenceOf(topicArn, message),
  }), { abortSignal }));
}

const requestAttributes = ({ orderId, purpose, key }: PaymentMessage) => messageAttributes({
  [PaymentMessageAttribute.ORDER_ID]: orderId,
  [PaymentMessageAttribute.PURPOSE]: purpose,
  [PaymentMessageAttribute.KEY]: key,
});

/**
 * A FIFO queue or topic keeps the requests of an order in sequence. A repeated request has another deduplication id, so
 * it arrives, too: the first one may have been lost on its further way.
 */
function sequenceOf(target: string, { orderId, key, answerBefore }: PaymentMessage) {
  if (!target.endsWith('.fifo')) return {};
  // A group id must not contain the spaces that an order id may have.
  const MessageGroupId = encodeURIComponent(orderId).slice(0, 128);
  return { MessageGroupId, MessageDeduplicationId: `${key}:${answerBefore}` };
}
