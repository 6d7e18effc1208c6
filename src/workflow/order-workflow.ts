import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { STEP_TIMEOUT, defineWorkflow } from './workflow-definition';
import { MetricName } from '../contract/metrics';
import { EventStore } from '../event-store/event-store';
import { PipelineAlarm, stageMetric } from '../internal/alarms';
import { PipelineFunction } from '../internal/pipeline-function';
import { Inventory } from '../inventory/inventory';
import { PaymentProvider } from '../payment/payment-provider';

export interface OrderWorkflowProps {
  /** Where every step reads the order and appends what it decides. */
  readonly eventStore: EventStore;
  /** What is reserved, released and sold. */
  readonly inventory: Inventory;
  /**
   * Who takes the money.
   * @default PaymentProvider.simulated()
   */
  readonly payment?: PaymentProvider;
}

/** The saga of an order, as a Step Functions Standard workflow: each step loads the order, decides and appends. */
export class OrderWorkflow extends Construct {
  /** Executions are named after the order and take `{ "orderId": … }`. */
  public readonly stateMachine: sfn.StateMachine;
  /** An order was parked after a technical failure. */
  public readonly parkedAlarm: cloudwatch.Alarm;
  /** An execution failed, with its order parked or not even that. */
  public readonly failedAlarm: cloudwatch.Alarm;
  /** An execution took longer than an hour, with its order wherever it was. */
  public readonly timedOutAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: OrderWorkflowProps) {
    super(scope, id);
    const { eventStore, inventory } = props;

    // steps
    const step = (stepId: string, handler: string, description: string) => {
      const fn = new PipelineFunction(this, stepId, { handler, description, timeout: STEP_TIMEOUT });
      eventStore.grantAppend(fn);
      return fn;
    };
    const validate = step('Validate', 'workflow/validate-order', 'Checks an order against the rules');
    const reserve = step('Reserve', 'workflow/reserve-stock', 'Holds the stock of an order');
    const pay = step('Pay', 'workflow/take-payment', 'Charges an order once');
    const confirm = step('Confirm', 'workflow/confirm-order', 'Sells the stock held and confirms the order');
    const refund = step('Refund', 'workflow/refund-payment', 'Compensation: gives the money back');
    const release = step('Release', 'workflow/release-stock', 'Compensation: gives the stock back');
    const cancel = step('Cancel', 'workflow/cancel-order', 'Compensation: cancels the order');
    const park = step('Park', 'workflow/park-order', 'Records that an order waits after a technical failure');

    // effects
    for (const mover of [reserve, confirm, release]) inventory.grantMove(mover);
    (props.payment ?? PaymentProvider.simulated()).bind(this, [pay, refund]);

    // workflow
    this.stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      definitionBody: sfn.DefinitionBody.fromChainable(defineWorkflow(this, { validate, reserve, pay, confirm, refund, release, cancel, park })),
      stateMachineType: sfn.StateMachineType.STANDARD,
      timeout: Duration.hours(1), // every retry of every step takes less
      logs: {
        destination: new logs.LogGroup(this, 'StateMachineLog', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
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

  /** Orders parked after a technical failure; a count, by default summed over 5 minutes. */
  public metricParked(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return stageMetric(this, MetricName.ORDER_PARKED, options);
  }
}
