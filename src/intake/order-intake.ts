import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Env } from '../contract/environment';
import { EventStore } from '../event-store/event-store';
import { identify } from '../internal/identity';
import { PipelineFunction } from '../internal/pipeline-function';
import { makeQueues } from '../internal/queues';
import { OrderWorkflow } from '../workflow/order-workflow';

export interface OrderIntakeProps {
  /** The event store to which the intake appends `OrderPlaced`. */
  readonly eventStore: EventStore;
  /** The workflow that the intake starts for each order. */
  readonly workflow: OrderWorkflow;
}

/** How often a message is received before it moves to the dead-letter queue. */
const MAX_RECEIVES = 5;
const TIMEOUT = Duration.seconds(30);

/**
 * The queue that receives orders, and the function that records each order as placed and starts its workflow.
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
  /** The order queue. Each message is one order, as JSON. */
  public readonly queue: sqs.Queue;
  /**
   * Receives messages that the intake cannot accept as orders, with the reason in the message attribute `Reason`, and
   * messages that failed too often. Keeps them for 14 days.
   */
  public readonly deadLetterQueue: sqs.Queue;
  /**
   * The intake, which appends `OrderPlaced` and starts the workflow. Invoke it with `{ "rerun": ["orderId"] }` to start
   * the workflow of parked orders again.
   */
  public readonly intakeFunction: lambda.Function;
  /** Goes into alarm when a message waits on the dead-letter queue. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: OrderIntakeProps) {
    super(scope, id);
    identify(this, props.eventStore);

    // queue
    const { queue, deadLetterQueue } = makeQueues(this, {
      readerTimeout: TIMEOUT,
      maxReceives: MAX_RECEIVES,
      section: 'order-queue-dead-letters',
    });
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.deadLetterAlarm = deadLetterQueue.alarm;

    // intake
    this.intakeFunction = new PipelineFunction(this, 'Intake', {
      handler: 'intake/place-orders',
      description: 'Records orders as placed and starts their workflow',
      timeout: TIMEOUT,
    });
    this.intakeFunction.addEventSource(new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true }));
    props.eventStore.grantAppend(this.intakeFunction);

    // workflow
    const { stateMachine } = props.workflow;
    this.intakeFunction.addEnvironment(Env.STATE_MACHINE_ARN, stateMachine.stateMachineArn);
    stateMachine.grantStartExecution(this.intakeFunction);
    stateMachine.grantExecution(this.intakeFunction, 'states:DescribeExecution');

    // refusals
    this.intakeFunction.addEnvironment(Env.ORDER_DLQ_URL, this.deadLetterQueue.queueUrl);
    this.deadLetterQueue.grant(this.intakeFunction, 'sqs:SendMessage');
  }

  /**
   * Allows a producer to send orders to the queue.
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
