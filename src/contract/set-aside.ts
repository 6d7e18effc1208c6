/**
 * When the readers of the stream (projector and relay) set an order aside, and for how long they stay quiet about it.
 * All times are in seconds.
 */
export const SetAsideTimes = {
  /**
   * A record that comes alone and is older is handed to the retry queue unread, because it may be the one that stops
   * the function. In an outage, others may get there, too: the retry queue waits as patiently as the stream.
   */
  SUSPECT_AFTER: 300,
  /** The first retry comes soon, because in most cases a deployment is in progress. Each further delay is double. */
  FIRST_DELAY: 15,
  /** The longest delay between two retries. SQS allows 900. */
  LONGEST_DELAY: 600,
  /** An order that is set aside for longer sets off an alarm. A deployment takes less. */
  ALARM_AFTER: 900,
} as const;

/** The most records of one batch. Seven halvings find one record in it. */
export const STREAM_BATCH = 100;
