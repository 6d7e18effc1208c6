/** The largest order, as UTF-8 JSON: what fits a queue message, an event and a mail with room to spare. */
export const MAX_ORDER_BYTES = 256 * 1024;

/** Why a message was put on the order queue's dead-letter queue by the intake; a message without a reason was retried too often. */
export const RefusalReason = {
  UNREADABLE: 'UNREADABLE_ORDER',
  TOO_LARGE: 'ORDER_TOO_LARGE',
  ID_CONFLICT: 'ORDER_ID_CONFLICT',
} as const;

/** Message attributes that tell the reason on the dead-letter queue. */
export const RefusalAttribute = { REASON: 'Reason', DETAIL: 'Detail', MESSAGE_ID: 'OriginalMessageId' } as const;
