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
import { PipelineAlarm, stageMetric } from '../internal/alarms';
import { tableRemovalPolicy } from '../internal/checked-props';
import { grantOnTable } from '../internal/grants';
import { identify } from '../internal/identity';
import { PipelineFunction } from '../internal/pipeline-function';

export interface OrderViewProps {
  /** The event store whose stream updates the order view. */
  readonly eventStore: EventStore;
  /**
   * What happens to the order view table when the construct is removed from the stack. Everything in it can be rebuilt
   * from the events. `SNAPSHOT` throws an error.
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The order view, a read model: one row per order with its status, lines, totals and times. The projector updates the
 * rows from the stream of the event store. It overwrites a row only if the row still has the version that the projector
 * read before, so repeated, late or out-of-order deliveries do no harm. If the projector cannot apply an event, it
 * parks that order in the view: the row stays as it is, and the projector continues with the other orders.
 */
export class OrderView extends Construct {
  /** The order view table: `pk` = `ORDER#{orderId}`, `v` = the version of the order that the row shows. */
  public readonly table: dynamodb.TableV2;
  /**
   * The projector, which updates the rows. Invoke it with `{ "redrive": ["orderId"] }` to bring the rows of these
   * orders up to date, even if the projector has parked them.
   */
  public readonly projectorFunction: lambda.Function;
  /** Receives a description of each stream batch that failed too often, and keeps it for 14 days. */
  public readonly deadLetterQueue: sqs.Queue;
  /** Goes into alarm when a message waits on the dead-letter queue. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;
  /** Goes into alarm when the rows are more than 15 minutes behind the events. */
  public readonly lagAlarm: cloudwatch.Alarm;
  /** Goes into alarm when the projector parks an order because it cannot apply one of the order's events. */
  public readonly parkedAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: OrderViewProps) {
    super(scope, id);
    const { eventStore } = props;
    identify(this, eventStore);

    // read model
    this.table = new dynamodb.TableV2(this, 'OrderView', {
      partitionKey: { name: ViewAttribute.KEY, type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      removalPolicy: tableRemovalPolicy(props.removalPolicy ?? RemovalPolicy.DESTROY),
    });

    // projector
    this.projectorFunction = new PipelineFunction(this, 'Projector', {
      handler: 'projections/project-orders',
      description: 'Updates the order view',
      timeout: Duration.seconds(60),
      memorySize: 512,
    });
    eventStore.grantLoad(this.projectorFunction);
    this.projectorFunction.addEnvironment(Env.VIEW_TABLE, this.table.tableName);
    grantOnTable(this.projectorFunction, this.table, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');

    // stream
    const stream = new StreamConsumer(this, 'Stream', {
      eventStore,
      consumer: this.projectorFunction,
      deadLetterSection: 'order-view-dead-letters',
      lagSection: 'order-view-lag',
    });
    this.deadLetterQueue = stream.deadLetterQueue;
    this.deadLetterAlarm = stream.deadLetterQueue.alarm;
    this.lagAlarm = stream.lagAlarm;
    this.parkedAlarm = new PipelineAlarm(this, 'ParkedAlarm', {
      metric: this.metricParked(),
      section: 'order-view-parked',
    });
  }

  /**
   * Allows a function to read rows, and sets its environment variable `ORDER_VIEW_TABLE_NAME`.
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

  /** The number of orders that the projector parked. By default, the sum over 5 minutes. */
  public metricParked(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.PROJECTION_PARKED, options);
  }
}
