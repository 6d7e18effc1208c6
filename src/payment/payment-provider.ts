import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { PaymentBinding } from './payment-binding';
import {
  PaymentCallbackOptions, PaymentCallbackRoute, checkedSecret, checkedTimeout, missingSecret,
} from './payment-callback';
import { checkedFunction, connectFunction } from './payment-function';
import {
  PaymentFunctionOptions, PendingPaymentOptions, SimulatedPaymentOptions, settingsOf, warnOfUnused,
} from './payment-options';
import { checkedRequest, isByMessage } from './payment-request';
import { connectLedger } from './simulated-ledger';
import { Env } from '../contract/environment';
import { PaymentProviderName, type PaymentSettings } from '../contract/payment/payment';
import { invalid } from '../internal/checked-props';

/**
 * The payment provider that charges and refunds orders. Create one with a static factory method of this class, one for
 * each pipeline.
 *
 * Do not subclass it: the functions that charge and refund support only the providers of this library.
 */
export abstract class PaymentProvider {
  /**
   * A payment provider that is a Lambda function of yours, in any language. It connects the pipeline with a bank or a
   * payment service.
   *
   * The function gets one call at a time as JSON: `authorize`, `capture`, `void` and `refund`, each with an idempotency
   * key, and `lookUp`, which asks what became of such a request. It answers `succeeded`, `declined`, `pending` or
   * `unknown` within 20 seconds, and a look-up within 8. The package contains the JSON Schemas,
   * `schemas/payment-call.schema.json` and `schemas/payment-answer.schema.json`.
   *
   * Whatever else comes back is an unknown outcome: an error, no answer in time, or an answer that the schema does not
   * allow. The pipeline then looks the request up, or sends it again with the same key. It never treats it as declined.
   *
   * Throws an error for a wrong option, and if a second pipeline uses the provider. A function of another account also
   * needs a resource policy that allows the call.
   *
   * @param fn The function. Of a version or an alias, the pipeline calls exactly this one
   *
   * @example
   * import { Duration } from 'aws-cdk-lib';
   * import * as lambda from 'aws-cdk-lib/aws-lambda';
   * import { OrderPipeline, PaymentFunctionOptions, PaymentProvider } from 'cdk-order-pipeline';
   *
   * const charge = new lambda.Function(this, 'Charge', {
   *   runtime: lambda.Runtime.PYTHON_3_13,
   *   handler: 'charge.handler',
   *   code: lambda.Code.fromAsset('charge'),
   *   timeout: Duration.seconds(15),
   * });
   * const options: PaymentFunctionOptions = { keyLife: Duration.hours(24) };
   * new OrderPipeline(this, 'Orders', { payment: PaymentProvider.fromFunction(charge, options) });
   */
  public static fromFunction(fn: lambda.IFunction, options?: PaymentFunctionOptions): PaymentProvider {
    const checked = checkedFunction(fn);
    return new LibraryProvider(PaymentProviderName.FUNCTION, 'PaymentProvider.fromFunction', options,
      (scope, grantee) => connectFunction(checked, scope, grantee));
  }

  /**
   * A payment system that gets each request by a queue, a topic or a function. It answers later, by
   * `POST /payments/callback` of the REST API or by the command `ReportPayment` on the order queue. A request may come
   * twice, with the same key. `docs/payment-callbacks.md` says how to answer and how to sign.
   *
   * Throws an error for a wrong option, and if a second pipeline uses the provider.
   *
   * @example
   * import { Duration } from 'aws-cdk-lib';
   * import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
   * import * as sqs from 'aws-cdk-lib/aws-sqs';
   * import { OrderPipeline, PaymentCallbackOptions, PaymentProvider, PaymentRequest } from 'cdk-order-pipeline';
   *
   * const options: PaymentCallbackOptions = {
   *   request: PaymentRequest.toQueue(new sqs.Queue(this, 'PaymentRequests')),
   *   timeout: Duration.days(1),
   *   secret: new secretsmanager.Secret(this, 'CallbackSecret'),
   * };
   * new OrderPipeline(this, 'Orders', { payment: PaymentProvider.callback(options) });
   */
  public static callback(options: PaymentCallbackOptions): PaymentProvider {
    const { request, timeout, secret, ...others } = options ?? {};
    const checked = checkedRequest(request);
    const settings = { ...others, pendingTimeout: checkedTimeout(timeout) };
    return new LibraryProvider(PaymentProviderName.CALLBACK, 'PaymentProvider.callback', settings,
      (_, grantee) => checked.bind(grantee).environment, checkedSecret(secret), isByMessage(checked));
  }

  /**
   * A provider that moves no money, for demos, tests and load tests. Like a real provider, it charges only once for
   * calls with the same idempotency key. The payment method of the order decides what happens:
   *
   * - `test-decline`: the provider declines the payment.
   * - `test-decline-once`: it declines the first attempt, and says that another may succeed.
   * - `test-timeout`: it never answers. The workflow parks the order, because the outcome stays unknown.
   * - `test-late`: it makes the payment, but answers only when it is asked again.
   * - `test-pending`: the payment is pending for a minute. A look-up then finds that it was made.
   * - `test-expires-soon`: an authorization ends after eight minutes.
   * - `test-forgets-keys`: a request that is sent twice takes the money twice.
   * - `test-fails-for-a-while`: it fails each call in the first two minutes.
   * - any other method: it takes the money, or authorizes it, at once.
   *
   * Throws an error for a wrong option, and if a second pipeline uses the provider.
   *
   * @example
   * import { CaptureMode, OrderPipeline, PaymentProvider, SimulatedPaymentOptions } from 'cdk-order-pipeline';
   *
   * const options: SimulatedPaymentOptions = { capture: CaptureMode.ON_SHIPMENT };
   * new OrderPipeline(this, 'Orders', { payment: PaymentProvider.simulated(options) });
   */
  public static simulated(options?: SimulatedPaymentOptions): PaymentProvider {
    return new LibraryProvider(PaymentProviderName.SIMULATED, 'PaymentProvider.simulated', options, connectLedger);
  }

  /**
   * No provider: the pipeline takes no money. It puts each order on account, which is an event, and your own systems
   * send the invoices.
   *
   * Throws an error if a second pipeline uses it.
   *
   * @example
   * import { OrderPipeline, PaymentProvider } from 'cdk-order-pipeline';
   *
   * new OrderPipeline(this, 'Orders', { payment: PaymentProvider.none() });
   */
  public static none(): PaymentProvider {
    return new LibraryProvider(PaymentProviderName.NONE, 'PaymentProvider.none', {}, () => ({}));
  }

  /**
   * Gives a function what it needs to charge and refund. The workflow calls this method once for each function that
   * calls the provider.
   *
   * The first call creates the resources that the provider needs, such as a table, in `scope`. Later calls reuse them.
   *
   * @param scope The workflow, in which the provider creates its resources
   * @param grantee The function, or its role, that gets the permissions
   * @returns What the function needs besides permissions
   */
  public abstract bind(scope: Construct, grantee: iam.IGrantable): PaymentBinding;
}

/** Gives a function the permissions for a provider, and returns the environment variables that are the provider's. */
type Connect = (scope: Construct, grantee: iam.IGrantable) => Record<string, string>;

class LibraryProvider extends PaymentProvider {
  readonly settings: PaymentSettings;
  private workflow?: Construct;

  /** Throws an error for a wrong option. */
  constructor(
    readonly name: PaymentProviderName,
    private readonly factory: string,
    private readonly options: PendingPaymentOptions | undefined,
    private readonly connect: Connect,
    readonly secret?: secretsmanager.ISecret,
    readonly sendsMessages = false,
  ) {
    super();
    this.settings = settingsOf(factory, options);
  }

  public bind(scope: Construct, grantee: iam.IGrantable): PaymentBinding {
    this.claim(scope);
    warnOfUnused(scope, this.settings, this.options);
    return {
      environment: {
        [Env.PAYMENT_PROVIDER]: this.name,
        [Env.PAYMENT_SETTINGS]: Stack.of(scope).toJsonString(this.settings),
        ...this.connect(scope, grantee),
      },
    };
  }

  /** Throws an error if another workflow has this provider. */
  private claim(scope: Construct): void {
    const first = this.workflow ??= scope;
    if (first === scope) return;
    const whose = ` for ${first.node.path}, and for ${scope.node.path}`;
    throw invalid('payment', this.factory, 'a provider that no other pipeline has: make one for each pipeline', whose);
  }
}

/** Whether the provider gets its requests by a queue or a topic. */
export const hasMessages = (payment: PaymentProvider): boolean =>
  payment instanceof LibraryProvider && payment.sendsMessages;

/** For how long an authorization lives whose end nobody tells. Undefined for a provider that is not of this library. */
export const authorizationLifeOf = (payment: PaymentProvider): Duration | undefined =>
  (payment instanceof LibraryProvider ? Duration.seconds(payment.settings.authorizationLifeSeconds) : undefined);

/** What the API needs to take the answers of a provider that answers later. Throws an error if it has no secret. */
export function callbackRouteOf(payment: PaymentProvider): PaymentCallbackRoute | undefined {
  if (!(payment instanceof LibraryProvider) || payment.name !== PaymentProviderName.CALLBACK) return undefined;
  if (!payment.secret) throw missingSecret();
  return { secret: payment.secret, authorizationLife: authorizationLifeOf(payment) };
}
