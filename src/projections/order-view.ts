import { RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ViewAttribute } from '../contract/attributes';
import { Env } from '../contract/environment';
import { UnfinishedOrdersIndex } from '../contract/heartbeat/unfinished-orders';
import { MetricName } from '../contract/metrics';
import { EventStore } from '../event-store/event-store';
import { STREAM_TIMEOUT, StreamConsumer } from '../event-store/stream-consumer';
import { PipelineAlarm, stageMetric } from '../internal/alarms';
import { tableRemovalPolicy } from '../internal/checked-props';
import { grantOnTable } from '../internal/grants';
import { identify } from '../internal/identity';
import { PipelineFunction } from '../internal/pipeline-function';
import { SET_ASIDE_PERIODS } from '../internal/thresholds';

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
 * sets that order aside: the row shows what came before, the projector continues with the other orders, and tries the
 * order again every few minutes.
 */
export class OrderView extends Construct {
  /**
   * The order view table: `pk` = `ORDER#{orderId}`, `v` = the version of the order that the row shows. Its index
   * `UnfinishedOrders` has the orders for which something is left to do: those that have not ended, and those that
   * have, but hold stock that is to be sold, or owe a refund.
   */
  public readonly table: dynamodb.TableV2;
  /**
   * The projector, which updates the rows. Invoke it with `{ "redrive": ["orderId"] }` to bring the rows of these
   * orders up to date, with `{ "redrive": { "since": "2026-11-24T10:00:00Z" } }` for all orders that have an event
   * since then, or with `{ "redrive": { "all": true } }`. With `"dryRun": true`, it only says what it would do.
   */
  public readonly projectorFunction: lambda.Function;
  /** The retry queue. Its messages name the orders that the projector has set aside, until it can read their events. */
  public readonly retryQueue: sqs.Queue;
  /**
   * Receives messages of the retry queue that stop the projector whenever it reads them, and a description of each
   * stream batch that was not projected within 20 hours. Keeps them for 14 days.
   */
  public readonly deadLetterQueue: sqs.Queue;
  /** Goes into alarm when a message waits on the dead-letter queue. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;
  /** Goes into alarm when the rows are more than 15 minutes behind the events. */
  public readonly lagAlarm: cloudwatch.Alarm;
  /** Goes into alarm when a message waits on the retry queue for 30 minutes: nobody takes the messages. */
  public readonly retryAgeAlarm: cloudwatch.Alarm;
  /** Goes into alarm when an order is set aside for 15 minutes, and stays on while the projector retries it. */
  public readonly parkedAlarm: cloudwatch.Alarm;
  /** Goes into alarm when somebody changes or deletes an event in the events table. */
  public readonly tamperedAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: OrderViewProps) {
    super(scope, id);
    const { eventStore } = props;
    identify(this, eventStore);

    // read model
    this.table = new dynamodb.TableV2(this, 'OrderView', {
      partitionKey: { name: ViewAttribute.KEY, type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      removalPolicy: tableRemovalPolicy(props.removalPolicy ?? RemovalPolicy.DESTROY),
      globalSecondaryIndexes: [{
        indexName: UnfinishedOrdersIndex.NAME,
        partitionKey: { name: UnfinishedOrdersIndex.GROUP, type: dynamodb.AttributeType.STRING },
        sortKey: { name: UnfinishedOrdersIndex.SINCE, type: dynamodb.AttributeType.STRING },
        projectionType: dynamodb.ProjectionType.INCLUDE,
        nonKeyAttributes: ['status', 'parked'], // what a list of unfinished orders shows
      }],
    });

    // projector
    this.projectorFunction = new PipelineFunction(this, 'Projector', {
      handler: 'projections/project-orders',
      description: 'Updates the order view',
      timeout: STREAM_TIMEOUT,
      memorySize: 512,
    });
    eventStore.grantLoad(this.projectorFunction);
    this.projectorFunction.addEnvironment(Env.VIEW_TABLE, this.table.tableName);
    grantOnTable(this.projectorFunction, this.table, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');

    // stream
    const stream = new StreamConsumer(this, 'Stream', {
      eventStore,
      consumer: this.projectorFunction,
      seesTampering: true,
      deadLetterSection: 'order-view-dead-letters',
      lagSection: 'order-view-lag',
      retryAgeSection: 'order-view-retry-age',
    });
    this.retryQueue = stream.retryQueue;
    this.deadLetterQueue = stream.deadLetterQueue;
    this.deadLetterAlarm = stream.deadLetterQueue.alarm;
    this.lagAlarm = stream.lagAlarm;
    this.retryAgeAlarm = stream.retryAgeAlarm;
    this.parkedAlarm = new PipelineAlarm(this, 'ParkedAlarm', {
      metric: this.metricParked(),
      section: 'order-view-parked',
      periods: SET_ASIDE_PERIODS,
    });
    this.tamperedAlarm = new PipelineAlarm(this, 'TamperedAlarm', {
      metric: this.metricTampered(),
      section: 'event-tampered',
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

  /**
   * Allows a function to list the orders for which something is left to do, and sets its environment variable
   * `ORDER_VIEW_TABLE_NAME`. The index is called `UnfinishedOrders`.
   */
  public grantList(fn: lambda.Function): iam.Grant {
    fn.addEnvironment(Env.VIEW_TABLE, this.table.tableName);
    const index = `${this.table.tableArn}/index/${UnfinishedOrdersIndex.NAME}`;
    return iam.Grant.addToPrincipal({ grantee: fn, actions: ['dynamodb:Query'], resourceArns: [index] });
  }

  /**
   * The number of retries of orders that the projector has set aside for more than 15 minutes. By default, the sum over
   * 5 minutes.
   */
  public metricParked(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.PROJECTION_PARKED, options);
  }

  /** The number of events that somebody changed or deleted. By default, the sum over 5 minutes. */
  public metricTampered(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.TAMPERED, options);
  }
}
