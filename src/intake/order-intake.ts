import { Duration, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { setAuthorizationLife } from './authorization-life';
import { DEFAULT_CONCURRENCY, DEFAULT_RUNNING } from './default-limits';
import { Env } from '../contract/environment';
import { MetricName } from '../contract/metrics';
import { EventStore } from '../event-store/event-store';
import { PipelineAlarm, errorsOf, stageMetric } from '../internal/alarms';
import { checkedWholeNumber } from '../internal/checked-props';
import { identify } from '../internal/identity';
import { PipelineFunction } from '../internal/pipeline-function';
import { QUEUE_CONCURRENCY, QueueAgeAlarm, makeQueues } from '../internal/queues';
import { MAX_ORDER_AGE } from '../internal/thresholds';
import { authorizationLifeOf } from '../payment/payment-provider';
import { OrderWorkflow } from '../workflow/order-workflow';

export interface OrderIntakeOptions {
  /**
   * How many instances of the intake may take orders off the queue at the same time. Each starts about 40 workflows per
   * second.
   *
   * It must be a whole number from 2 to 1,000. Any other value throws an error.
   * @default 3
   */
  readonly maxConcurrency?: number;
  /**
   * About how many workflows may run at the same time. While as many are running, orders wait on the queue.
   *
   * It must be a whole number from 1 to 10,000. Any other value throws an error.
   * @default 1000
   */
  readonly maxRunningOrders?: number;
}

export interface OrderIntakeProps extends OrderIntakeOptions {
  /** The event store to which the intake appends `OrderPlaced`. */
  readonly eventStore: EventStore;
  /** The workflow that the intake starts for each order. */
  readonly workflow: OrderWorkflow;
}

/**
 * How often a message is received before SQS moves it to the dead-letter queue. The intake itself counts its failures,
 * and after 20 receives because of load, a copy takes the place of the message. So only two things lead to 500: the
 * function crashes on the message, or Lambda throttles it so that it never sees the message. A message comes back 180 s
 * after either, so SQS gives it up after 25 hours of the same: longer than the peak of a day.
 *
 * A message on which the function crashes takes up to nine others back with it, and all come back at the same moment.
 * Lambda's five pollers share them out at random, so another one meets the bad one a few times, and never 500 times.
 */
const MAX_RECEIVES = 500;

/**
 * A call of an AWS client takes less than 10 s. If it is not answered, the message is deferred, which is one more call.
 */
const TIMEOUT = Duration.seconds(30);

/**
 * MiB. Lambda gives CPU in proportion to memory: 512 MiB are 0.29 of a CPU. The most expensive order of 256 KiB takes
 * 20 ms of a CPU to read, so ten of them take 0.7 s here. They take less than 200 MiB.
 */
const MEMORY = 512;

/**
 * The queue that receives orders, and the function that records each order as placed and starts its workflow. Without a
 * heartbeat, an order whose payment provider does not answer for some minutes stays parked until an operator reruns it.
 *
 * @example
 * import { EventStore, Inventory, OrderIntake, OrderWorkflow } from 'cdk-order-pipeline';
 *
 * // without API, read model, bus and notifications
 * const eventStore = new EventStore(this, 'EventStore');
 * const inventory = new Inventory(this, 'Inventory');
 * const workflow = new OrderWorkflow(this, 'Workflow', { eventStore, inventory });
 * new OrderIntake(this, 'Intake', { eventStore, workflow });
 */
export class OrderIntake extends Construct {
  /**
   * The order queue. Each message is one order, or one command for an order on record, as JSON. The heartbeat sends its
   * own: `{"run":"orderId"}`.
   */
  public readonly queue: sqs.Queue;
  /**
   * Receives messages that the intake cannot accept as orders or commands, with the reason in the message attribute
   * `Reason`, and messages on which it failed five times, with the reason `DEFECT`. Keeps them for 14 days.
   */
  public readonly deadLetterQueue: sqs.Queue;
  /**
   * The intake, which appends `OrderPlaced` and starts the workflow.
   *
   * Operators invoke it directly:
   * - `{ "list": { "underway": true } }` and `{ "list": { "parked": true } }` list orders for which something is
   *   left to do. For this, the function needs `OrderView.grantList`, which `OrderPipeline` calls.
   * - `{ "rerun": ["orderId"] }` and `{ "rerun": { "parked": "transient" } }` start the workflow of orders again. With
   *   `"dryRun": true`, they only say what would happen.
   */
  public readonly intakeFunction: lambda.Function;
  /** Goes into alarm when a message waits on the dead-letter queue. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;
  /** Goes into alarm when a message waits on the order queue for more than 15 minutes. */
  public readonly ageAlarm: cloudwatch.Alarm;
  /** Goes into alarm when an order waits for 15 minutes because of load, or when a defect keeps it standing still. */
  public readonly delayedAlarm: cloudwatch.Alarm;
  /** Goes into alarm when the intake crashes, runs out of time or memory, or refuses a request of an operator. */
  public readonly crashedAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: OrderIntakeProps) {
    super(scope, id);
    identify(this, props.eventStore);
    const { maxConcurrency: instances = DEFAULT_CONCURRENCY } = props;
    const maxConcurrency = checkedWholeNumber('maxConcurrency', instances, QUEUE_CONCURRENCY);
    const maxRunning = checkedWholeNumber('maxRunningOrders', props.maxRunningOrders ?? DEFAULT_RUNNING, [1, 10_000]);

    // queue
    const { queue, deadLetterQueue } = makeQueues(this, {
      readerTimeout: TIMEOUT,
      maxReceives: MAX_RECEIVES,
      section: 'order-queue-dead-letters',
    });
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.deadLetterAlarm = deadLetterQueue.alarm;
    this.ageAlarm = new QueueAgeAlarm(this, { queue, section: 'order-queue-age', maxAge: MAX_ORDER_AGE });

    // intake
    this.intakeFunction = new PipelineFunction(this, 'Intake', {
      handler: 'intake/place-orders',
      description: 'Records orders as placed and starts their workflow',
      timeout: TIMEOUT,
      memorySize: MEMORY,
    });
    this.intakeFunction.addEventSource(new SqsEventSource(queue, {
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency,
    }));
    props.eventStore.grantAppend(this.intakeFunction);
    setAuthorizationLife(this.intakeFunction, authorizationLifeOf(props.workflow.payment));

    // workflow
    const { stateMachine } = props.workflow;
    this.intakeFunction.addEnvironment(Env.STATE_MACHINE_ARN, stateMachine.stateMachineArn);
    stateMachine.grantStartExecution(this.intakeFunction);
    stateMachine.grantExecution(this.intakeFunction, 'states:DescribeExecution');
    stateMachine.grant(this.intakeFunction, 'states:ListExecutions');
    this.intakeFunction.addEnvironment(Env.MAX_RUNNING_ORDERS, Tokenization.stringifyNumber(maxRunning));
    this.intakeFunction.addEnvironment(Env.INTAKE_CONCURRENCY, Tokenization.stringifyNumber(maxConcurrency));

    // retries and refusals
    this.intakeFunction.addEnvironment(Env.ORDER_QUEUE_URL, queue.queueUrl);
    queue.grant(this.intakeFunction, 'sqs:SendMessage');
    this.intakeFunction.addEnvironment(Env.ORDER_DLQ_URL, this.deadLetterQueue.queueUrl);
    this.deadLetterQueue.grant(this.intakeFunction, 'sqs:SendMessage');

    this.delayedAlarm = new PipelineAlarm(this, 'DelayedAlarm', {
      metric: this.metricDelayed(),
      section: 'order-delayed',
    });
    // The handler catches what fails on a message, so this is what it could not catch.
    this.crashedAlarm = new PipelineAlarm(this, 'CrashedAlarm', {
      metric: errorsOf(this.intakeFunction),
      section: 'intake-crashed',
    });
  }

  /** How often orders waited for 15 minutes because of load, or a defect kept them still. The sum over 5 minutes. */
  public metricDelayed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.ORDER_DELAYED, options);
  }

  /**
   * How many commands from the queue were refused because the state of their order did not allow them. The sum over 5
   * minutes.
   */
  public metricCommandsRefused(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.COMMAND_REFUSED, options);
  }

  /**
   * Allows a producer to send orders and commands to the queue.
   *
   * @exampleMetadata fixture=pipeline
   * @example
   * import * as lambda from 'aws-cdk-lib/aws-lambda';
   * import { OrderIntake } from 'cdk-order-pipeline';
   *
   * declare const checkout: lambda.Function;
   * const intake: OrderIntake = pipeline.intake;
   * intake.grantSendOrders(checkout);
   * checkout.addEnvironment('ORDER_QUEUE_URL', intake.queue.queueUrl);
   */
  public grantSendOrders(producer: iam.IGrantable): iam.Grant {
    return this.queue.grantSendMessages(producer);
  }
}
