/** The namespace of the metrics that the handlers emit. */
export const METRICS_NAMESPACE = 'OrderPipeline';

/** The names of these metrics. The constructs create alarms on them. */
export const MetricName = {
  /** An order waits for long because of load, or stands still and cannot be started because of a defect. */
  ORDER_DELAYED: 'OrderDelayed',
  /** A step of the workflow failed technically. The workflow tries it again. Counted by stage, and by step. */
  STEP_FAILED: 'StepFailed',
  ORDER_PARKED: 'OrderParked',
  /** The state of an order did not allow a command. Counted by stage, and by command. */
  COMMAND_REFUSED: 'CommandRefused',
  PROJECTION_PARKED: 'ProjectionParked',
  EVENT_UNREADABLE: 'EventUnreadable',
  TAMPERED: 'Tampered',
  /** A notification that still cannot be sent long after its event. */
  NOTIFICATION_DELAYED: 'NotificationDelayed',
  NOTIFICATION_FAILED: 'NotificationFailed',

  // The heartbeat reports these each time that it runs.
  /** 1 if the heartbeat did everything that it does. */
  HEARTBEAT: 'Heartbeat',
  /** 1 if the last canary did not come to its end in time, 0 if it did. */
  CANARY_OVERDUE: 'CanaryOverdue',
  /** Orders for which something is left to do, and that neither wait nor are parked. */
  UNDERWAY_ORDERS: 'UnderwayOrders',
  /** Orders that wait for the answer to a payment or a refund, or hold an authorization that nobody has captured. */
  WAITING_ORDERS: 'WaitingOrders',
  PARKED_ORDERS: 'ParkedOrders',
  PARKED_TRANSIENT: 'ParkedTransient',
  PARKED_PAYMENT: 'ParkedPayment',
  PARKED_DEFECT: 'ParkedDefect',
  /** The time since the last event of the order that has stood still for longest, in seconds. */
  OLDEST_UNFINISHED_ORDER: 'OldestUnfinishedOrder',
  /** How far the order view is behind the events of the last canary, in seconds. */
  PROJECTION_LAG: 'ProjectionLag',
  /** Orders that stood still and were due, so that the heartbeat sent them to the intake. */
  ORDERS_SWEPT: 'OrdersSwept',
  /** Orders that the heartbeat could not look up, or not send to the intake; one more if it did not come to all. */
  SWEEP_FAILED: 'SweepFailed',

  /** How old the events of a canary are when the relay reads them, in seconds. The relay reports it. */
  RELAY_LAG: 'RelayLag',
} as const;
export type MetricName = (typeof MetricName)[keyof typeof MetricName];

/** After this time on its queue, a notification that still cannot be sent counts as delayed. */
export const NOTIFICATION_DELAYED_AFTER_SECONDS = 60 * 60;

/** The metrics that are times, in seconds. All others are counts. */
export const METRICS_IN_SECONDS: readonly MetricName[] = [
  MetricName.OLDEST_UNFINISHED_ORDER, MetricName.PROJECTION_LAG, MetricName.RELAY_LAG,
];

/**
 * The dimension that distinguishes the pipelines and stages in one account. Its value is the service name that a stage
 * sets on its functions.
 */
export const METRICS_DIMENSION = 'service';

/** The further dimension of a metric that is also counted by step of the workflow. */
export const STEP_DIMENSION = 'step';

/** The further dimension of the metric that is also counted by the name of the command. */
export const COMMAND_DIMENSION = 'command';
