import { Duration, Names } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { OrderIntake } from './order-intake';
import { Env } from '../contract/environment';
import { EventStore } from '../event-store/event-store';
import { PipelineFunction } from '../internal/pipeline-function';
import { OrderView } from '../projections/order-view';

export interface OrderApiOptions {
  /**
   * Options of every method. Orders hold personal data, so an open API has to be asked for, by `AuthorizationType.NONE`.
   * @default - IAM: callers sign their requests
   */
  readonly methodOptions?: apigateway.MethodOptions;
}

export interface OrderApiProps extends OrderApiOptions {
  /** Whose queue takes the orders. */
  readonly intake: OrderIntake;
  /** Where the order is looked up, for conflicts and for its timeline. */
  readonly eventStore: EventStore;
  /** Whose rows are shown. */
  readonly orderView: OrderView;
}

/** API Gateway waits 29 seconds for an answer; a function that takes longer is of no use to it. */
const TIMEOUT = Duration.seconds(28);

/** The REST API: `POST /orders`, `GET /orders/{orderId}` and `GET /orders/{orderId}/events`. */
export class OrderApi extends Construct {
  /** The REST API, open to further resources. */
  public readonly restApi: apigateway.RestApi;
  /** Checks an order and puts it on the queue. */
  public readonly submitFunction: lambda.Function;
  /** Answers with an order's row or its timeline. */
  public readonly readFunction: lambda.Function;

  constructor(scope: Construct, id: string, props: OrderApiProps) {
    super(scope, id);

    this.submitFunction = new PipelineFunction(this, 'Submit', { handler: 'intake/submit-order', description: 'Checks an order and puts it on the queue', timeout: TIMEOUT });
    this.submitFunction.addEnvironment(Env.ORDER_QUEUE_URL, props.intake.queue.queueUrl);
    props.intake.queue.grant(this.submitFunction, 'sqs:SendMessage');
    props.eventStore.grantLoad(this.submitFunction);

    this.readFunction = new PipelineFunction(this, 'Read', { handler: 'intake/read-order', description: 'Shows an order and its timeline', timeout: TIMEOUT });
    props.orderView.grantRead(this.readFunction);
    props.eventStore.grantLoad(this.readFunction);

    this.restApi = new apigateway.RestApi(this, 'Api', {
      restApiName: Names.uniqueId(this), // API Gateway's metrics know an API by its name alone
      description: 'Orders in, and what became of them',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      cloudWatchRole: false, // an account has one such role; it is not ours to set
      // An authorizer brings its own type; whatever else is set, an open API has to be asked for.
      defaultMethodOptions: props.methodOptions?.authorizer
        ? props.methodOptions
        : { authorizationType: apigateway.AuthorizationType.IAM, ...props.methodOptions },
      deployOptions: { stageName: 'v1' },
    });
    const orders = this.restApi.root.addResource('orders');
    orders.addMethod('POST', new apigateway.LambdaIntegration(this.submitFunction));
    const order = orders.addResource('{orderId}');
    order.addMethod('GET', new apigateway.LambdaIntegration(this.readFunction));
    order.addResource('events').addMethod('GET', new apigateway.LambdaIntegration(this.readFunction));
  }
}
