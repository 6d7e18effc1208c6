import type { Order } from './order';
import { CANARY_PREFIX, CANARY_SKU } from '../../../src/contract/heartbeat/canary';

/** Whether an order is a canary: an order that checks the pipeline, which no client has sent. */
export const isCanary = (orderId: string): boolean => orderId.startsWith(CANARY_PREFIX);

/** The id of the canary of a time: `_canary-20261124T102000Z`. Step Functions takes it as the name of an execution. */
export const canaryIdAt = (time: Date): string =>
  `${CANARY_PREFIX}${time.toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '')}`;

/** The order of a canary: one unit of its own SKU, at no cost, for nobody. */
export const canaryOrder = (orderId: string): Order => ({
  orderId,
  customer: {},
  currency: 'USD',
  lines: [{ sku: CANARY_SKU, quantity: 1, unitPrice: 0 }],
  payment: { method: 'none' },
});

/** A canary as a client could send it. It keeps all rules but those that reserve its id and its SKU. */
export const asClientOrder = (order: Order): Order => ({
  ...order,
  orderId: order.orderId.replace(/^_/, ''),
  lines: order.lines.map(line => ({ ...line, sku: line.sku.replace(/^_/, '') })),
});
