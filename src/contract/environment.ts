/** Environment variables of the functions. A construct's `grantX(fn)` sets them together with the permissions. */
export const Env = {
  /** What distinguishes the pipeline from all others. Event ids, keys and sources contain it. */
  IDENTITY: 'PIPELINE_IDENTITY',
  EVENTS_TABLE: 'EVENTS_TABLE_NAME',
  VIEW_TABLE: 'ORDER_VIEW_TABLE_NAME',
  STOCK_TABLE: 'STOCK_TABLE_NAME',
  ORDER_QUEUE_URL: 'ORDER_QUEUE_URL',
  HEARTBEAT_PACE: 'HEARTBEAT_PACE_MINUTES',
  ORDER_DLQ_URL: 'ORDER_DEAD_LETTER_QUEUE_URL',
  RETRY_QUEUE_URL: 'RETRY_QUEUE_URL',
  STATE_MACHINE_ARN: 'STATE_MACHINE_ARN',
  /** How many orders may be in progress at once, and how many instances of the intake share this bound. */
  MAX_RUNNING_ORDERS: 'MAX_RUNNING_ORDERS',
  INTAKE_CONCURRENCY: 'INTAKE_CONCURRENCY',
  PAYMENT_PROVIDER: 'PAYMENT_PROVIDER',
  /** A PaymentSettings (payment.ts), as JSON. */
  PAYMENT_SETTINGS: 'PAYMENT_SETTINGS',
  PAYMENT_FUNCTION_ARN: 'PAYMENT_FUNCTION_ARN',
  /** Where a payment system that answers later gets its requests: one of these two, or the function above. */
  PAYMENT_QUEUE_URL: 'PAYMENT_QUEUE_URL',
  PAYMENT_TOPIC_ARN: 'PAYMENT_TOPIC_ARN',
  /** The secret that signs payment callbacks. */
  CALLBACK_SECRET_ARN: 'PAYMENT_CALLBACK_SECRET_ARN',
  /** How long an authorization lives whose end nobody tells, in seconds. */
  AUTHORIZATION_LIFE: 'AUTHORIZATION_LIFE_SECONDS',
  PAYMENT_LEDGER_TABLE: 'PAYMENT_LEDGER_TABLE_NAME',
  EVENT_BUS_NAME: 'EVENT_BUS_NAME',
  NOTIFICATION_QUEUE_URL: 'NOTIFICATION_QUEUE_URL',
  NOTIFICATION_DLQ_URL: 'NOTIFICATION_DEAD_LETTER_QUEUE_URL',
  /** Distinguishes the notifiers of one event store. Each sends, and records what it has sent. */
  NOTIFIER: 'NOTIFIER_NAME',
  TOPIC_ARN: 'NOTIFICATION_TOPIC_ARN',
  MAIL_SENDER: 'MAIL_SENDER',
  /** The configuration set of SES, which publishes bounces and complaints. */
  CONFIGURATION_SET: 'MAIL_CONFIGURATION_SET',
  /** Names the stage in every log line and metric. Powertools reads it. */
  SERVICE_NAME: 'POWERTOOLS_SERVICE_NAME',
} as const;

/** The file with the mail templates, in the folder of the notifier's bundled handler. */
export const MAIL_TEMPLATES_FILE = 'mail-templates.json';
