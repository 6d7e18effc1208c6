import { Env } from '../../../src/contract/environment';

/** What the constructs set; handlers read it when they are imported, so this comes before them. */
Object.assign(process.env, {
  [Env.EVENTS_TABLE]: 'events',
  [Env.VIEW_TABLE]: 'view',
  [Env.STOCK_TABLE]: 'stock',
  [Env.ORDER_QUEUE_URL]: 'https://queue.example.com/orders',
  [Env.ORDER_DLQ_URL]: 'https://queue.example.com/dead-letters',
  [Env.STATE_MACHINE_ARN]: 'arn:aws:states:eu-west-1:123456789012:stateMachine:Workflow',
  [Env.PAYMENT_PROVIDER]: 'simulated',
  [Env.PAYMENT_LEDGER_TABLE]: 'ledger',
  [Env.EVENT_BUS_NAME]: 'bus',
  [Env.TOPIC_ARN]: 'arn:aws:sns:eu-west-1:123456789012:topic',
  [Env.MAIL_SENDER]: 'shop@example.com',
  [Env.SERVICE_NAME]: 'test',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
