/** Namespace and names of the metrics that the handlers emit and the constructs alarm on. */
export const METRICS_NAMESPACE = 'OrderPipeline';

export const Metric = {
  ORDER_PARKED: 'OrderParked',
  PROJECTION_PARKED: 'ProjectionParked',
  EVENT_UNREADABLE: 'EventUnreadable',
  NOTIFICATION_FAILED: 'NotificationFailed',
} as const;

/** The dimension that tells pipelines of one account apart; its value is the service name that the pipeline gives its functions. */
export const METRICS_DIMENSION = 'service';
