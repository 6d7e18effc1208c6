import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { API_TIMEOUT } from './api-routes';
import { setAuthorizationLife } from './authorization-life';
import { OrderIntake } from './order-intake';
import { Env } from '../contract/environment';
import { CALLBACK_RATE } from '../contract/payment/payment-callback';
import { ROUTES } from '../contract/routes';
import { EventStore } from '../event-store/event-store';
import { PipelineFunction } from '../internal/pipeline-function';
import { PaymentCallbackRoute } from '../payment/payment-callback';

const { method, path, handler } = ROUTES.PAYMENT_CALLBACK;

/** Everybody can call the open route, so it has limits of its own. Other routes keep the limits of the account. */
export const CALLBACK_THROTTLING: Record<string, apigateway.MethodDeploymentOptions> = {
  [`${path}/${method}`]: { throttlingRateLimit: CALLBACK_RATE.perSecond, throttlingBurstLimit: CALLBACK_RATE.burst },
};

/** Makes the function that takes the answers of a payment system. Only this function may read the secret. */
export function makeCallbackFunction(
  scope: Construct,
  { secret, authorizationLife }: PaymentCallbackRoute,
  { intake, eventStore }: { readonly intake: OrderIntake; readonly eventStore: EventStore },
): lambda.Function {
  const fn = new PipelineFunction(scope, 'Callback', {
    handler,
    description: 'Records what a payment system says about its requests',
    timeout: API_TIMEOUT,
  });
  fn.addEnvironment(Env.ORDER_QUEUE_URL, intake.queue.queueUrl);
  intake.queue.grant(fn, 'sqs:SendMessage');
  eventStore.grantAppend(fn);
  fn.addEnvironment(Env.CALLBACK_SECRET_ARN, secret.secretArn);
  secret.grantRead(fn, ['AWSCURRENT', 'AWSPREVIOUS']);
  setAuthorizationLife(fn, authorizationLife);
  return fn;
}
