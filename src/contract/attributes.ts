/** Attributes of an item of the events table. The names are short because they count towards the size of each item. */
export const EventAttribute = {
  /**
   * Partition key: the stream, `ORDER#{orderId}`, `ORDER#{orderId}#CMD#{commandId}` or
   * `ORDER#{orderId}#NTF#{notifier}#{eventId}`.
   */
  STREAM: 'pk',
  /** Sort key: the version, 1..n without gaps. */
  VERSION: 'v',
  /** The UUIDv5 of stream, command id and index, so a retry writes the same id. */
  ID: 'id',
  TYPE: 't',
  SCHEMA_VERSION: 'sv',
  /** ISO 8601, UTC. For information only: nothing sorts by it. */
  TIME: 'ts',
  COMMAND: 'cmd',
  CORRELATION: 'cor',
  CAUSATION: 'cau',
  ACTOR: 'act',
  /** The event's data as a JSON string, so that numbers are read exactly as they were written. */
  DATA: 'd',
} as const;

/** Attributes of an item of the stock table. */
export const StockAttribute = {
  /** Partition key: `SKU#{sku}`, `RESERVATION#{identity}#{orderId}` or `RECEIPT#{receiptId}`. */
  KEY: 'pk',
  ON_HAND: 'onHand',
  AVAILABLE: 'available',
  RESERVED: 'reserved',
  SOLD: 'sold',
  /** Of a receipt: the digest of its lines. */
  DIGEST: 'digest',
} as const;

/** Key and version of an item of a read model. The other attributes are the fields of the row. */
export const ViewAttribute = {
  KEY: 'pk',
  /** The version of the order that the row shows. A writer overwrites the row only if it has read this version. */
  VERSION: 'v',
} as const;

/** The key of an item of the simulated provider's ledger. */
export const LedgerAttribute = { KEY: 'pk' } as const;
