import { Duration, Names } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { API_TIMEOUT, addRoute } from './api-routes';
import { OrderIntake } from './order-intake';
import { CALLBACK_THROTTLING, makeCallbackFunction } from './payment-callback-function';
import { Env } from '../contract/environment';
import { MetricName } from '../contract/metrics';
import { ROUTES, STAGE_NAME } from '../contract/routes';
import { EventStore } from '../event-store/event-store';
import { PipelineAlarm, errorsOf, stageMetric } from '../internal/alarms';
import { identify } from '../internal/identity';
import { PipelineFunction } from '../internal/pipeline-function';
import { MAX_UNAVAILABLE_RATE, UNAVAILABLE_PERIODS } from '../internal/thresholds';
import { PaymentCallbackRoute } from '../payment/payment-callback';
import { OrderView } from '../projections/order-view';

export interface OrderApiOptions {
  /**
   * Options of all methods of the API, such as an authorizer. Orders contain personal data, so the API is open to
   * everybody only if you set `AuthorizationType.NONE`.
   * @default - IAM: callers sign their requests
   */
  readonly methodOptions?: apigateway.MethodOptions;
}

export interface OrderApiProps extends OrderApiOptions {
  /** The intake whose queue receives the orders. */
  readonly intake: OrderIntake;
  /** The event store in which the API records orders, and from which it reads their events. */
  readonly eventStore: EventStore;
  /**
   * What the API needs to take the answers of a payment system that answers later.
   * @default - the API has no route for such answers
   */
  readonly paymentCallback?: PaymentCallbackRoute;
  /** The order view from which the API reads the row of an order. */
  readonly orderView: OrderView;
}

/**
 * MiB. A body may have 6 MB, of which up to 256 KiB are read, which takes 20 ms of a CPU. 512 MiB are 0.29 of a CPU, so
 * that is less than 0.1 s. It takes less than 200 MiB.
 */
const SUBMIT_MEMORY = 512;

/**
 * The REST API. It takes orders, and commands for orders on record. It shows orders, their events, and what became of
 * commands.
 */
export class OrderApi extends Construct {
  /** The REST API. You can add your own resources to it. */
  public readonly restApi: apigateway.RestApi;
  /**
   * Checks an order, records it as placed and puts it on the queue. Also carries out commands, such as a cancellation,
   * which need the same permissions.
   */
  public readonly submitFunction: lambda.Function;
  /** Returns the row of an order, its timeline, which has all of its events, or what became of a command. */
  public readonly readFunction: lambda.Function;
  /**
   * Records what a payment system says about a request: `POST /payments/callback`. Only if the payment provider answers
   * later.
   */
  public readonly callbackFunction?: lambda.Function;
  /** Goes into alarm when one of the functions fails for a defect, or runs out of time or memory. */
  public readonly failedAlarm: cloudwatch.Alarm;
  /**
   * Goes into alarm when the API answers more than 5 % of the requests with 5XX in three periods of 5 minutes within an
   * hour. Resources that you add to the API count, too.
   */
  public readonly unavailableAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: OrderApiProps) {
    super(scope, id);
    identify(this, props.eventStore);

    // functions
    this.submitFunction = new PipelineFunction(this, 'Submit', {
      handler: ROUTES.SUBMIT_ORDER.handler,
      description: 'Records orders as placed, and the commands of clients, and puts them on the queue',
      timeout: API_TIMEOUT,
      memorySize: SUBMIT_MEMORY,
    });
    this.submitFunction.addEnvironment(Env.ORDER_QUEUE_URL, props.intake.queue.queueUrl);
    props.intake.queue.grant(this.submitFunction, 'sqs:SendMessage');
    props.eventStore.grantAppend(this.submitFunction);

    this.readFunction = new PipelineFunction(this, 'Read', {
      handler: ROUTES.READ_ORDER.handler,
      description: 'Shows an order, its timeline, and what became of its commands',
      timeout: API_TIMEOUT,
    });
    props.orderView.grantRead(this.readFunction);
    props.eventStore.grantLoad(this.readFunction);

    const { paymentCallback } = props;
    this.callbackFunction = paymentCallback && makeCallbackFunction(this, paymentCallback, props);

    // API
    this.restApi = new apigateway.RestApi(this, 'Api', {
      restApiName: Names.uniqueId(this), // the metrics of API Gateway distinguish APIs only by name
      // The logical id of the deployment contains a hash of the description, so the description must not change.
      description: 'Orders in, and what became of them',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      cloudWatchRole: false, // an account has only one such role, and the library must not replace it
      defaultMethodOptions: methodOptionsWith(props.methodOptions),
      deployOptions: { stageName: STAGE_NAME, ...(paymentCallback && { methodOptions: CALLBACK_THROTTLING }) },
    });
    const functions: Record<string, lambda.Function | undefined> = {
      [ROUTES.SUBMIT_ORDER.handler]: this.submitFunction,
      [ROUTES.READ_ORDER.handler]: this.readFunction,
      [ROUTES.PAYMENT_CALLBACK.handler]: this.callbackFunction,
    };
    for (const route of Object.values(ROUTES)) {
      const fn = functions[route.handler];
      if (fn) addRoute(this.restApi, route, new apigateway.LambdaIntegration(fn));
    }

    // alarms
    const errors = {
      submit: errorsOf(this.submitFunction),
      read: errorsOf(this.readFunction),
      ...(this.callbackFunction && { callback: errorsOf(this.callbackFunction) }),
    };
    this.failedAlarm = new PipelineAlarm(this, 'FailedAlarm', {
      metric: new cloudwatch.MathExpression({
        label: 'Errors of the API',
        // a function that is not invoked reports nothing
        expression: Object.keys(errors).map(name => `FILL(${name}, 0)`).join(' + '),
        usingMetrics: errors,
      }),
      section: 'api-failed',
    });
    this.unavailableAlarm = new PipelineAlarm(this, 'UnavailableAlarm', {
      metric: this.restApi.metricServerError({ statistic: cloudwatch.Stats.AVERAGE, period: Duration.minutes(5) }),
      section: 'api-unavailable',
      threshold: MAX_UNAVAILABLE_RATE,
      periods: UNAVAILABLE_PERIODS.all,
      datapoints: UNAVAILABLE_PERIODS.bad,
    });
  }

  /** How many commands the API refused because the state of their order did not allow them. The sum over 5 minutes. */
  public metricCommandsRefused(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.COMMAND_REFUSED, options);
  }
}

/** Adds IAM as the default authorization type. An authorizer sets its own type. */
function methodOptionsWith(options: apigateway.MethodOptions = {}): apigateway.MethodOptions {
  return options.authorizer ? options : { authorizationType: apigateway.AuthorizationType.IAM, ...options };
}
