/** The namespace of the metrics that the handlers emit. */
export const METRICS_NAMESPACE = 'OrderPipeline';

/** The names of these metrics. The constructs create alarms on them. */
export const MetricName = {
  ORDER_DELAYED: 'OrderDelayed',
  /** A step of the workflow failed technically. The workflow tries it again. Counted by stage, and by step. */
  STEP_FAILED: 'StepFailed',
  ORDER_PARKED: 'OrderParked',
  PROJECTION_PARKED: 'ProjectionParked',
  EVENT_UNREADABLE: 'EventUnreadable',
  TAMPERED: 'Tampered',
  NOTIFICATION_FAILED: 'NotificationFailed',
} as const;
export type MetricName = (typeof MetricName)[keyof typeof MetricName];

/**
 * The dimension that distinguishes the pipelines and stages in one account. Its value is the service name that a stage
 * sets on its functions.
 */
export const METRICS_DIMENSION = 'service';

/** The further dimension of a metric that is also counted by step of the workflow. */
export const STEP_DIMENSION = 'step';
