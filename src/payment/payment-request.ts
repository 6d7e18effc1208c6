import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { PaymentBinding } from './payment-binding';
import { allowCall } from './payment-function';
import { Env } from '../contract/environment';
import { invalid, receivedValue } from '../internal/checked-props';

/**
 * How a payment system gets the requests that it answers later. Create one with a static factory method.
 *
 * A message is JSON: the call of a payment function, with `answerBefore`, the time until which the pipeline waits for
 * the answer. The package contains its JSON Schema, `schemas/payment-message.schema.json`. A request may come more than
 * once. All of its messages have the same `key`.
 */
export abstract class PaymentRequest {
  /**
   * Sends the requests to a queue. Messages have the attributes `orderId`, `purpose` and `key`. On a FIFO queue, the
   * order is the message group.
   *
   * Keep the messages of the queue at least as long as the time-out, and give it a dead-letter queue.
   */
  public static toQueue(queue: sqs.IQueue): PaymentRequest {
    if (typeof queue?.queueUrl !== 'string') throw wrong('queue', 'toQueue', queue, 'an SQS queue');
    return new RequestTo(true, grantee => {
      queue.grant(grantee, 'sqs:SendMessage');
      queue.encryptionMasterKey?.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey');
      return { [Env.PAYMENT_QUEUE_URL]: queue.queueUrl };
    });
  }

  /**
   * Publishes the requests to a topic. Messages have the attributes `orderId`, `purpose` and `key`, by which
   * subscriptions can filter. On a FIFO topic, the order is the message group.
   */
  public static toTopic(topic: sns.ITopic): PaymentRequest {
    if (typeof topic?.topicArn !== 'string') throw wrong('topic', 'toTopic', topic, 'an SNS topic');
    return new RequestTo(true, grantee => {
      topic.grantPublish(grantee);
      return { [Env.PAYMENT_TOPIC_ARN]: topic.topicArn };
    });
  }

  /**
   * Calls a function with each request, and does not wait for it: what the function returns is lost. If it fails,
   * Lambda calls it twice more. Give it a dead-letter queue or a destination for what fails after that.
   */
  public static toFunction(fn: lambda.IFunction): PaymentRequest {
    if (typeof fn?.functionArn !== 'string') throw wrong('fn', 'toFunction', fn, 'a Lambda function');
    return new RequestTo(false, grantee => allowCall(fn, grantee));
  }

  /**
   * Gives a function what it needs to send the requests. The provider calls this method.
   *
   * @param grantee The function, or its role, that gets the permissions
   * @returns What the function needs besides permissions
   */
  public abstract bind(grantee: iam.IGrantable): PaymentBinding;
}

class RequestTo extends PaymentRequest {
  constructor(
    readonly isMessage: boolean, private readonly connect: (grantee: iam.IGrantable) => Record<string, string>,
  ) {
    super();
  }

  public bind(grantee: iam.IGrantable): PaymentBinding {
    return { environment: this.connect(grantee) };
  }
}

const wrong = (name: string, factory: string, value: unknown, allowed: string): Error =>
  invalid(`${name} of PaymentRequest.${factory}`, receivedValue(value), `${allowed}, as CDK makes or imports it`);

/** Checks the way of the requests: JavaScript can pass anything, for instance the queue itself. */
export function checkedRequest(request: PaymentRequest): PaymentRequest {
  if (request instanceof PaymentRequest) return request;
  throw invalid('request of PaymentProvider.callback', receivedValue(request),
    'a PaymentRequest, such as PaymentRequest.toQueue(queue)');
}

/** Whether the requests go to a queue or a topic. */
export const isByMessage = (request: PaymentRequest): boolean => request instanceof RequestTo && request.isMessage;
