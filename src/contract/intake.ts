/** The size limit of an order as UTF-8 JSON. An order of this size fits into a queue message, an event and an email. */
export const MAX_ORDER_BYTES = 256 * 1024;

/** Why the intake moved a message to the dead-letter queue. A message without a reason failed too often. */
export const RefusalReason = {
  UNREADABLE: 'UNREADABLE_ORDER',
  TOO_LARGE: 'ORDER_TOO_LARGE',
  ID_CONFLICT: 'ORDER_ID_CONFLICT',
} as const;

/** The attributes of a message on the dead-letter queue that say why the intake refused it. */
export const RefusalAttribute = { REASON: 'Reason', DETAIL: 'Detail', MESSAGE_ID: 'OriginalMessageId' } as const;
