import {
  MAX_NOTIFICATION_AGE, MAX_ORDER_AGE, MAX_RETRY_AGE, MAX_STREAM_LAG, MAX_UNAVAILABLE_RATE, UNAVAILABLE_PERIODS,
} from './thresholds';

/**
 * The texts of the alarms, by the section of docs/runbook.md that says what to do. Every alarm belongs to a section.
 * Tests compare the sections with the alarms and with the headings of the runbook.
 */
export const RUNBOOK_SECTIONS = {
  'order-queue-dead-letters':
    'The intake could not accept messages as orders: they wait on the dead-letter queue of the order queue.',
  'order-queue-age': `A message waits on the order queue for more than ${MAX_ORDER_AGE.toMinutes()} minutes.`,
  'order-delayed':
    `The intake still cannot process orders ${MAX_ORDER_AGE.toMinutes()} minutes after they arrived, because of ` +
    'load, or cannot start orders that stand still.',
  'intake-crashed': 'The intake crashed, ran out of time or memory, or refused a request of an operator.',
  'api-failed': 'A function of the API failed for a defect: clients got 502.',
  'api-unavailable':
    `In ${UNAVAILABLE_PERIODS.bad} periods of 5 minutes within an hour, the API answered more than ` +
    `${MAX_UNAVAILABLE_RATE * 100} % of the requests with 5XX.`,
  'order-parked': 'The workflow parked orders: one of its steps failed for a technical reason.',
  'workflow-failed': 'Executions of the order workflow failed.',
  'workflow-timed-out': 'Executions of the order workflow took longer than all retries of all steps may take.',
  'order-view-dead-letters':
    'The projector was stopped by events again and again, or got to them too late: rows may be out of date.',
  'order-view-lag': `The order view is more than ${MAX_STREAM_LAG.toMinutes()} minutes behind the events.`,
  'order-view-retry-age':
    `A message waits on the retry queue of the projector for more than ${MAX_RETRY_AGE.toMinutes()} minutes.`,
  'order-view-parked':
    'The projector has set orders aside for 15 minutes: it cannot take their events, and their rows are out of date.',
  'event-tampered': 'Somebody changed or deleted events in the events table.',
  'event-bus-dead-letters':
    'The relay was stopped by events again and again, or got to them too late: they may be missing on the event bus.',
  'event-bus-lag': `The event bus is more than ${MAX_STREAM_LAG.toMinutes()} minutes behind the events.`,
  'event-bus-retry-age':
    `A message waits on the retry queue of the relay for more than ${MAX_RETRY_AGE.toMinutes()} minutes.`,
  'event-unreadable': 'The relay has set events aside for 15 minutes: it cannot read them, or the bus refuses them.',
  'notification-dead-letters':
    'Notifications could not be delivered: they wait on the dead-letter queue of the notification queue.',
  'notification-queue-age':
    `A message waits on the notification queue for more than ${MAX_NOTIFICATION_AGE.toMinutes()} minutes.`,
  'notification-delayed':
    `Notifications still cannot be sent ${MAX_NOTIFICATION_AGE.toMinutes()} minutes after they were queued.`,
  'notifier-crashed': 'The notifier crashed, or ran out of time or memory.',
  'notification-failed':
    'Notifications fail for a cause that does not pass by itself.',
  'orders-stay-parked': 'Orders are parked: they wait until the heartbeat or an operator runs them again.',
  'sweep-failing':
    'In three heartbeats in a row, orders that stand still could not be looked up or sent to the intake.',
  'canary-overdue': 'The last canary, an order that checks the pipeline, did not come to its end in time.',
  'canary-not-relayed':
    `The relay read the events of two canaries more than ${MAX_STREAM_LAG.toMinutes()} minutes late, or not at all.`,
  'heartbeat-missed': 'The heartbeat of the pipeline did not run, or a part of it failed.',
  'heartbeat-dead-letters': 'The heartbeat of the pipeline could not be invoked, or failed three times.',
} as const;
export type RunbookSection = keyof typeof RUNBOOK_SECTIONS;

const RUNBOOK = 'https://github.com/cdk-order-pipeline/cdk-order-pipeline/blob/main/docs/runbook.md';

/** The description of an alarm: what happened, and the link to the runbook. CloudWatch allows 1,024 characters. */
export const describeAlarm = (section: RunbookSection): string => `${RUNBOOK_SECTIONS[section]} ${RUNBOOK}#${section}`;
