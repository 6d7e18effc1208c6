export const orderStream = (orderId: string): string => `ORDER#${orderId}`;

/** The stream of an order's notifications, beside the order's own. */
export const notificationStream = (orderId: string): string => `ORDER#${orderId}#NTF`;

/** The order of a stream, undefined for a stream that is not an order's own. An order id has no `#`. */
export const orderIdOf = (stream: string): string | undefined => /^ORDER#([^#]+)$/.exec(stream)?.[1];

/** The order that a stream belongs to: its own or that of its notifications. Undefined for any other stream. */
export const ownerOf = (stream: string): string | undefined => /^ORDER#([^#]+)(#NTF)?$/.exec(stream)?.[1];
