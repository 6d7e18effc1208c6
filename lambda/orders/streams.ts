export const orderStream = (orderId: string): string => `ORDER#${orderId}`;

/** The stream of an order's notifications, which is separate from the order's stream. */
export const notificationStream = (orderId: string): string => `ORDER#${orderId}#NTF`;

/** The order id of an order's stream. Undefined for other streams. An order id contains no `#`. */
export const orderIdOf = (stream: string): string | undefined => /^ORDER#([^#]+)$/.exec(stream)?.[1];

/** The order that a stream belongs to: its own or that of its notifications. Undefined for any other stream. */
export const ownerOf = (stream: string): string | undefined => /^ORDER#([^#]+)(#NTF)?$/.exec(stream)?.[1];
