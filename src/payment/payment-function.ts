import { Annotations, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { Env } from '../contract/environment';
import { ProviderDeadline } from '../contract/payment/payment';
import { receivedValue, invalid } from '../internal/checked-props';

const DEADLINE = Duration.millis(ProviderDeadline.REQUEST);
/** That of Lambda, for a function that sets none. */
const DEFAULT_TIMEOUT = Duration.seconds(3);

/** Checks the function of a user: JavaScript can pass anything. */
export function checkedFunction(fn: lambda.IFunction): lambda.IFunction {
  if (typeof fn?.functionArn === 'string') return fn;
  const allowed = 'a Lambda function, as CDK makes or imports it';
  throw invalid('fn of PaymentProvider.fromFunction', receivedValue(fn), allowed);
}

/** Lets a function call a payment function that answers, and warns of a time-out that does not fit. */
export function connectFunction(
  fn: lambda.IFunction, scope: Construct, grantee: iam.IGrantable,
): Record<string, string> {
  warnOfTimeout(fn, scope);
  return allowCall(fn, grantee);
}

/**
 * Lets a function call another, and no version or alias of it but the given one. `fn.grantInvoke` would allow all of
 * them.
 */
export function allowCall(fn: lambda.IFunction, grantee: iam.IGrantable): Record<string, string> {
  iam.Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [fn.functionArn] });
  return { [Env.PAYMENT_FUNCTION_ARN]: fn.functionArn };
}

/** Warns if the function ends before its caller stops to wait, or works on after it. Both leave outcomes unknown. */
function warnOfTimeout(fn: lambda.IFunction, scope: Construct): void {
  if (!(fn instanceof lambda.Function)) return;
  const { timeout } = fn;
  if (timeout?.isUnresolved()) return;
  const warn = (problem: string) => Annotations.of(scope).addWarningV2(
    'cdk-order-pipeline:paymentFunctionTimeout', `the payment function ${fn.node.path} ${problem}`);
  if (timeout === undefined) {
    warn(`has Lambda's default time-out of ${DEFAULT_TIMEOUT.toHumanString()}. The pipeline waits for `
      + `${DEADLINE.toHumanString()}, and banks may need that long. Set timeout to it`);
  } else if (timeout.toMilliseconds() > DEADLINE.toMilliseconds()) {
    warn(`has a time-out of ${timeout.toHumanString()}, but the pipeline waits for ${DEADLINE.toHumanString()} only. `
      + 'Set a shorter timeout: an answer that comes later is lost, and the pipeline asks again');
  }
}
