import { RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { defineWorkflow, executionTimeout, functionTimeout } from './workflow-definition';
import { MetricName, STEP_DIMENSION } from '../contract/metrics';
import { ALL_STEPS, PAYMENT_STEPS_BY_MESSAGE, SAGA_FUNCTIONS, type SagaSubject } from '../contract/saga';
import { EventStore } from '../event-store/event-store';
import { PipelineAlarm, stageMetric } from '../internal/alarms';
import { invalid } from '../internal/checked-props';
import { claimIdentityIn, identify } from '../internal/identity';
import { PipelineFunction } from '../internal/pipeline-function';
import { Inventory } from '../inventory/inventory';
import { checkedProvider } from '../payment/checked-provider';
import { PaymentProvider, hasMessages } from '../payment/payment-provider';

export interface OrderWorkflowProps {
  /** The event store from which each step loads the order, and to which the step appends events. */
  readonly eventStore: EventStore;
  /** The inventory in which the steps reserve, release and sell stock. */
  readonly inventory: Inventory;
  /**
   * The payment provider that charges and refunds orders.
   * @default PaymentProvider.simulated()
   */
  readonly payment?: PaymentProvider;
}

/**
 * The saga of an order, as a Step Functions Standard workflow. It validates the order, reserves stock, takes the
 * payment and confirms the order. After a business failure, such as a declined payment, it compensates: it refunds the
 * payment, releases the stock and cancels the order, as far as needed. After a technical failure that retries do not
 * solve, it parks the order: it records the failure, and the order waits until its workflow runs again. The heartbeat
 * starts the workflow again, unless the failure is a defect: then an operator does, after a repair.
 * Without a heartbeat, every parked order waits for an operator, also one whose payment provider did not answer for
 * some minutes.
 */
export class OrderWorkflow extends Construct {
  /**
   * The state machine. It has one execution per order, and one more for each rerun. The input is `{ "orderId": … }`.
   * The name of an execution is the order id, or the SHA-256 of the id if the id is not a valid name. The names of
   * reruns end in `-run2`, `-run3` and so on.
   */
  public readonly stateMachine: sfn.StateMachine;
  /** The payment provider. */
  public readonly payment: PaymentProvider;
  /** Goes into alarm when the workflow parks an order after a technical failure. */
  public readonly parkedAlarm: cloudwatch.Alarm;
  /** Goes into alarm when an execution fails: the workflow parked the order, or could not even park it. */
  public readonly failedAlarm: cloudwatch.Alarm;
  /**
   * Goes into alarm when an execution takes longer than all retries of all steps may take, 15 hours. The heartbeat
   * starts its order again.
   */
  public readonly timedOutAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: OrderWorkflowProps) {
    super(scope, id);
    identify(this, props.eventStore);
    const { eventStore, inventory } = props;
    const payment = this.payment = checkedProvider(props.payment ?? PaymentProvider.simulated());
    claimIdentityIn('inventory', inventory, eventStore);

    // functions
    const make = (subject: SagaSubject) => this.makeFunction(subject, { eventStore, inventory, payment });
    const definition = defineWorkflow(this, { log: make('log'), stock: make('stock'), payment: make('payment') });

    // state machine
    this.stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      definitionBody: sfn.DefinitionBody.fromChainable(definition),
      stateMachineType: sfn.StateMachineType.STANDARD,
      timeout: executionTimeout(),
      logs: {
        destination: new logs.LogGroup(this, 'StateMachineLog', {
          retention: logs.RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: sfn.LogLevel.ERROR,
        includeExecutionData: false,
      },
    });

    // alarms
    this.parkedAlarm = new PipelineAlarm(this, 'ParkedAlarm', {
      metric: this.metricParked(),
      section: 'order-parked',
    });
    this.failedAlarm = new PipelineAlarm(this, 'FailedAlarm', {
      metric: this.stateMachine.metricFailed(),
      section: 'workflow-failed',
    });
    this.timedOutAlarm = new PipelineAlarm(this, 'TimedOutAlarm', {
      metric: this.stateMachine.metricTimedOut(),
      section: 'workflow-timed-out',
    });
  }

  /** The number of times that the workflow parked an order. By default, the sum over 5 minutes. */
  public metricParked(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.ORDER_PARKED, options);
  }

  /**
   * The number of times that steps failed technically. The workflow tries a failed step again, so most failures need no
   * action. By default, the sum over 5 minutes.
   *
   * @param step The name of a step, such as `TakePayment`. Without it, the metric counts the failures of all steps
   * @throws Error if there is no such step
   */
  public metricStepFailed(step?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    const metric = stageMetric(this, MetricName.STEP_FAILED, options);
    if (step === undefined) return metric;
    const names: string[] = ALL_STEPS.map(({ name }) => name);
    if (!names.includes(step)) throw invalid('step', step, names.join(', '));
    return metric.with({ dimensionsMap: { ...metric.dimensions, [STEP_DIMENSION]: step } });
  }

  /** Makes the function of the steps that work on a subject, with the permissions for this subject. */
  private makeFunction(subject: SagaSubject, props: Required<OrderWorkflowProps>): lambda.Function {
    const { id, description } = SAGA_FUNCTIONS[subject];
    const isByMessage = subject === 'payment' && hasMessages(props.payment);
    const handler = isByMessage ? PAYMENT_STEPS_BY_MESSAGE : SAGA_FUNCTIONS[subject].handler;
    const fn = new PipelineFunction(this, id, { handler, description, timeout: functionTimeout(subject) });
    props.eventStore.grantAppend(fn);

    const grant: Record<SagaSubject, () => unknown> = {
      log: () => undefined,
      stock: () => props.inventory.grantMove(fn),
      payment: () => {
        const { environment } = props.payment.bind(this, fn);
        for (const [name, value] of Object.entries(environment)) fn.addEnvironment(name, value);
      },
    };
    grant[subject]();
    return fn;
  }
}
