import { Duration, Names } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { OrderIntake } from './order-intake';
import { Env } from '../contract/environment';
import { ROUTES, STAGE_NAME } from '../contract/routes';
import { EventStore } from '../event-store/event-store';
import { PipelineAlarm, errorsOf } from '../internal/alarms';
import { identify } from '../internal/identity';
import { PipelineFunction } from '../internal/pipeline-function';
import { MAX_UNAVAILABLE_RATE, UNAVAILABLE_PERIODS } from '../internal/thresholds';
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
  /** The order view from which the API reads the row of an order. */
  readonly orderView: OrderView;
}

/** API Gateway waits 29 seconds for a response, so a function that takes longer responds to nobody. */
const TIMEOUT = Duration.seconds(28);

/**
 * MiB. A body may have 6 MB, of which up to 256 KiB are read, which takes 20 ms of a CPU. 512 MiB are 0.29 of a CPU, so
 * that is less than 0.1 s. It takes less than 200 MiB.
 */
const SUBMIT_MEMORY = 512;

/** The REST API: `POST /orders`, `GET /orders/{orderId}` and `GET /orders/{orderId}/events`. */
export class OrderApi extends Construct {
  /** The REST API. You can add your own resources to it. */
  public readonly restApi: apigateway.RestApi;
  /** Checks an order, records it as placed and puts it on the queue. */
  public readonly submitFunction: lambda.Function;
  /** Returns the row of an order, or its timeline: all of its events. */
  public readonly readFunction: lambda.Function;
  /** Goes into alarm when one of the two functions fails for a defect, or runs out of time or memory. */
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
      description: 'Records an order as placed and puts it on the queue',
      timeout: TIMEOUT,
      memorySize: SUBMIT_MEMORY,
    });
    this.submitFunction.addEnvironment(Env.ORDER_QUEUE_URL, props.intake.queue.queueUrl);
    props.intake.queue.grant(this.submitFunction, 'sqs:SendMessage');
    props.eventStore.grantAppend(this.submitFunction);

    this.readFunction = new PipelineFunction(this, 'Read', {
      handler: ROUTES.READ_ORDER.handler,
      description: 'Shows an order and its timeline',
      timeout: TIMEOUT,
    });
    props.orderView.grantRead(this.readFunction);
    props.eventStore.grantLoad(this.readFunction);

    // API
    this.restApi = new apigateway.RestApi(this, 'Api', {
      restApiName: Names.uniqueId(this), // the metrics of API Gateway distinguish APIs only by name
      // The logical id of the deployment contains a hash of the description, so the description must not change.
      description: 'Orders in, and what became of them',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      cloudWatchRole: false, // an account has only one such role, and the library must not replace it
      defaultMethodOptions: methodOptionsWith(props.methodOptions),
      deployOptions: { stageName: STAGE_NAME },
    });
    const functions = {
      [ROUTES.SUBMIT_ORDER.handler]: this.submitFunction,
      [ROUTES.READ_ORDER.handler]: this.readFunction,
    };
    for (const { method, path, handler } of Object.values(ROUTES)) {
      const integration = new apigateway.LambdaIntegration(functions[handler]);
      this.restApi.root.resourceForPath(path).addMethod(method, integration);
    }

    // alarms
    this.failedAlarm = new PipelineAlarm(this, 'FailedAlarm', {
      metric: new cloudwatch.MathExpression({
        label: 'Errors of the API',
        expression: 'FILL(submit, 0) + FILL(read, 0)', // a function that is not invoked reports nothing
        usingMetrics: { submit: errorsOf(this.submitFunction), read: errorsOf(this.readFunction) },
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
}

/** Adds IAM as the default authorization type. An authorizer sets its own type. */
function methodOptionsWith(options: apigateway.MethodOptions = {}): apigateway.MethodOptions {
  return options.authorizer ? options : { authorizationType: apigateway.AuthorizationType.IAM, ...options };
}
