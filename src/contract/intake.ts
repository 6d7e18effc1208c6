/** The size limit of an order as UTF-8 JSON. An order of this size fits into a queue message, an event and an email. */
export const MAX_ORDER_BYTES = 256 * 1024;

/**
 * Why the intake moved a message to the dead-letter queue. A message without a reason was received too often without a
 * result, for example because the function crashed.
 */
export const RefusalReason = {
  UNREADABLE: 'UNREADABLE_ORDER',
  TOO_LARGE: 'ORDER_TOO_LARGE',
  ID_CONFLICT: 'ORDER_ID_CONFLICT',
  UNREADABLE_COMMAND: 'UNREADABLE_COMMAND',
  /** Another command for the order, with another content, had the id before. */
  COMMAND_ID_CONFLICT: 'COMMAND_ID_CONFLICT',
  /** A command for an order that was not on record, DEFECT_TRIES times. */
  ORDER_UNKNOWN: 'ORDER_UNKNOWN',
  /** The intake failed on the message DEFECT_TRIES times, and not because of load. */
  DEFECT: 'DEFECT',
} as const;
export type RefusalReasonCode = (typeof RefusalReason)[keyof typeof RefusalReason];

/** The attributes of a message on the dead-letter queue that say why the intake refused it. */
export const RefusalAttribute = {
  REASON: 'Reason',
  DETAIL: 'Detail',
  MESSAGE_ID: 'OriginalMessageId',
  /** `1/2`: this message has only a part of a body that is too long for one message together with the reason. */
  PART: 'Part',
} as const;

/** The attributes of a message that the intake has put on the order queue again. */
export const RetryAttribute = {
  /** How often the intake failed on the message, load aside. */
  FAILURES: 'Failures',
  MESSAGE_ID: RefusalAttribute.MESSAGE_ID,
  /** When the message was sent first, in milliseconds since 1970. */
  SENT: 'OriginalSentTimestamp',
} as const;

/** How often the intake tries a message on which it fails for another reason than load. */
export const DEFECT_TRIES = 5;

/** After this time on the order queue, a message that still cannot be processed counts as delayed. */
export const DELAYED_AFTER_SECONDS = 15 * 60;
