/** Attributes of an item of the events table; short, because DynamoDB bills their names with every event. */
export const EventAttribute = {
  /** Partition key: the stream, `ORDER#{orderId}` or `ORDER#{orderId}#NTF`. */
  STREAM: 'pk',
  /** Sort key: 1..n without a gap. */
  VERSION: 'v',
  /** UUIDv5 of stream, command id and index, so that a retry writes the same id. */
  ID: 'id',
  TYPE: 't',
  SCHEMA_VERSION: 'sv',
  /** ISO 8601, UTC; information only, nothing is ordered by it. */
  TIME: 'ts',
  COMMAND: 'cmd',
  CORRELATION: 'cor',
  CAUSATION: 'cau',
  ACTOR: 'act',
  /** The event's data as a JSON string: numbers come back exactly as they went in. */
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

/** Keys of a read model's item; the other attributes are the row's own. */
export const ViewAttribute = {
  KEY: 'pk',
  /** The version of the order that the row shows: the gate of every write. */
  VERSION: 'v',
} as const;

/** Keys of the simulated provider's ledger. */
export const LedgerAttribute = { KEY: 'pk' } as const;
