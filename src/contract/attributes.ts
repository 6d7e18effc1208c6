/** Attributes of an item of the events table. The names are short because DynamoDB bills them with every item. */
export const EventAttribute = {
  /** Partition key: the stream, `ORDER#{orderId}` or `ORDER#{orderId}#NTF`. */
  STREAM: 'pk',
  /** Sort key: the version, 1..n without a gap. */
  VERSION: 'v',
  /** UUIDv5 of stream, command id and index, so that a retry writes the same id. */
  ID: 'id',
  TYPE: 't',
  SCHEMA_VERSION: 'sv',
  /** ISO 8601, UTC. For information only: nothing is ordered by it. */
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
  /** Partition key: `SKU#{sku}`, `RESERVATION#{orderId}` or `RECEIPT#{receiptId}`. */
  KEY: 'pk',
  ON_HAND: 'onHand',
  AVAILABLE: 'available',
  RESERVED: 'reserved',
  SOLD: 'sold',
} as const;

/** Keys of an item of a read model. Its other attributes are those of the row. */
export const ViewAttribute = {
  KEY: 'pk',
  /** The version of the order that the row shows. A row is only written over the version that it was made from. */
  VERSION: 'v',
} as const;

/** Keys of an item of the simulated provider's ledger. */
export const LedgerAttribute = { KEY: 'pk' } as const;
