import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Env } from '../contract/environment';
import { EventStore } from '../event-store/event-store';
import { alarmOnDeadLetters } from '../internal/alarms';
import { PipelineFunction } from '../internal/pipeline-function';
import { OrderWorkflow } from '../workflow/order-workflow';

export interface OrderIntakeProps {
  /** Where `OrderPlaced` is appended. */
  readonly eventStore: EventStore;
  /** What is started for each order. */
  readonly workflow: OrderWorkflow;
}

/** Deliveries of one message before it goes to the dead-letter queue. */
const MAX_RECEIVES = 5;
const TIMEOUT = Duration.seconds(30);

/**
 * The queue that orders come in by, and the function that records each as placed and starts its workflow.
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
  /** Takes one order a message, as JSON. Producers need nothing else. */
  public readonly queue: sqs.Queue;
  /** Messages that are no orders, with the attribute `Reason`, and those that failed too often; kept for 14 days. */
  public readonly deadLetterQueue: sqs.Queue;
  /** Appends `OrderPlaced` and starts the workflow. Invoked by hand with `{ "rerun": ["orderId"] }` it runs the workflow of a parked order again. */
  public readonly intakeFunction: lambda.Function;
  /** Something waits on the dead-letter queue. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: OrderIntakeProps) {
    super(scope, id);

    // queue
    this.deadLetterQueue = new sqs.Queue(this, 'DeadLetterQueue', { retentionPeriod: Duration.days(14), enforceSSL: true });
    this.queue = new sqs.Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()), // six times the function's, as AWS advises for event source mappings
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVES },
      enforceSSL: true,
    });

    // intake
    this.intakeFunction = new PipelineFunction(this, 'Intake', { handler: 'intake/place-orders', description: 'Records orders as placed and starts their workflow', timeout: TIMEOUT });
    this.intakeFunction.addEventSource(new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true }));
    props.eventStore.grantAppend(this.intakeFunction);

    // workflow
    const { stateMachine } = props.workflow;
    this.intakeFunction.addEnvironment(Env.STATE_MACHINE_ARN, stateMachine.stateMachineArn);
    stateMachine.grantStartExecution(this.intakeFunction);
    stateMachine.grantExecution(this.intakeFunction, 'states:DescribeExecution');

    // refusals
    this.intakeFunction.addEnvironment(Env.ORDER_DLQ_URL, this.deadLetterQueue.queueUrl);
    this.deadLetterQueue.grant(this.intakeFunction, 'sqs:SendMessage');
    this.deadLetterAlarm = alarmOnDeadLetters(this, this.deadLetterQueue,
      'Messages could not be taken in as orders: the attribute Reason says why; without it the intake failed. Mend the cause, then redrive with the order queue as custom destination.');
  }

  /**
   * Lets a producer send orders to the queue.
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
