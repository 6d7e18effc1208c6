export { notificationStream, orderStream } from '../../src/contract/streams';

/** The order id of an order's stream. Undefined for other streams. An order id contains no `#`. */
export const orderIdOf = (stream: string): string | undefined => /^ORDER#([^#]+)$/.exec(stream)?.[1];

/** The order that a stream belongs to: its own, or that of one of its notifications. Undefined for any other stream. */
export const ownerOf = (stream: string): string | undefined =>
  /^ORDER#([^#]+)(?:#NTF#[^#]+#[^#]+)?$/.exec(stream)?.[1];
