import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ViewAttribute } from '../contract/attributes';
import { Env } from '../contract/environment';
import { MetricName } from '../contract/metrics';
import { EventStore } from '../event-store/event-store';
import { StreamConsumer } from '../event-store/stream-consumer';
import { alarmAbove, stageMetric } from '../internal/alarms';
import { tableRemovalPolicy } from '../internal/checked-props';
import { grantOnTable } from '../internal/grants';
import { PipelineFunction } from '../internal/pipeline-function';

export interface OrderViewProps {
  /** Whose stream keeps the read model. */
  readonly eventStore: EventStore;
  /**
   * What becomes of the read model when the construct is removed; it can always be made again from the events.
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The order view: one row an order with its status, lines, totals and times, kept by the stream of the event store. A row is written through
 * a gate on its version, so repeated, late and reordered deliveries do no harm.
 */
export class OrderView extends Construct {
  /** One item an order: `pk` = `ORDER#{orderId}`, `v` = the order's version that it shows. */
  public readonly table: dynamodb.TableV2;
  /** Keeps the rows. Invoked by hand with `{ "redrive": ["orderId"] }` it takes up an order whose projection is parked. */
  public readonly projectorFunction: lambda.Function;
  /** Where the stream's batches that failed too often are told. */
  public readonly deadLetterQueue: sqs.Queue;
  /** Batches failed too often. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;
  /** The rows are behind the events. */
  public readonly lagAlarm: cloudwatch.Alarm;
  /** The projection of an order is parked at an event that it cannot take in. */
  public readonly parkedAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: OrderViewProps) {
    super(scope, id);

    // read model
    this.table = new dynamodb.TableV2(this, 'OrderView', {
      partitionKey: { name: ViewAttribute.KEY, type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      removalPolicy: tableRemovalPolicy(props.removalPolicy ?? RemovalPolicy.DESTROY),
    });

    // projector
    this.projectorFunction = new PipelineFunction(this, 'Projector', {
      handler: 'projections/projector',
      description: 'Keeps the order view',
      timeout: Duration.seconds(60),
      memorySize: 512,
    });
    props.eventStore.grantLoad(this.projectorFunction);
    this.projectorFunction.addEnvironment(Env.VIEW_TABLE, this.table.tableName);
    grantOnTable(this.projectorFunction, this.table, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');

    // stream
    const remedy = 'Mend what the projector logs as the cause, then invoke it with {"redrive": [order ids]} for the orders behind.';
    const stream = new StreamConsumer(this, 'Stream', { eventStore: props.eventStore, consumer: this.projectorFunction, remedy });
    this.deadLetterQueue = stream.deadLetterQueue;
    this.deadLetterAlarm = stream.deadLetterAlarm;
    this.lagAlarm = stream.lagAlarm;
    this.parkedAlarm = alarmAbove(this, 'ParkedAlarm', this.metricParked(), remedy);
  }

  /**
   * Lets a function read rows, and tells it the table's name in `ORDER_VIEW_TABLE_NAME`.
   *
   * @exampleMetadata fixture=pipeline
   * @example
   * import * as lambda from 'aws-cdk-lib/aws-lambda';
   * import { OrderView } from 'cdk-order-pipeline';
   *
   * declare const statusPage: lambda.Function;
   * const orderView: OrderView = pipeline.orderView;
   * orderView.grantRead(statusPage);
   */
  public grantRead(fn: lambda.Function): iam.Grant {
    fn.addEnvironment(Env.VIEW_TABLE, this.table.tableName);
    return grantOnTable(fn, this.table, 'dynamodb:GetItem');
  }

  /** Orders whose projection was parked; a count, by default summed over 5 minutes. */
  public metricParked(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.PROJECTION_PARKED, options);
  }
}
