import type { CourseEnd } from './course';

export type OrderStatus = 'NEW' | 'PLACED' | 'VALIDATED' | 'RESERVED' | 'AUTHORIZED' | 'PAID' | CourseEnd;

type StatusRow<S extends OrderStatus> = {
  /** Whether the order has come to its end. */
  readonly final: S extends CourseEnd ? true : false;
  /** The statuses that may follow. */
  readonly next: readonly OrderStatus[];
};

/** All statuses and their properties. They form a graph, so no code may assume that they come in one fixed order. */
export const STATUSES: { readonly [S in OrderStatus]: StatusRow<S> } = {
  NEW: { final: false, next: ['PLACED'] },
  PLACED: { final: false, next: ['VALIDATED', 'REJECTED', 'CANCELLED'] },
  VALIDATED: { final: false, next: ['RESERVED', 'CANCELLED'] },
  RESERVED: { final: false, next: ['AUTHORIZED', 'PAID', 'CONFIRMED', 'CANCELLED'] },
  AUTHORIZED: { final: false, next: ['PAID', 'CONFIRMED', 'CANCELLED'] },
  PAID: { final: false, next: ['CONFIRMED', 'CANCELLED'] },
  CONFIRMED: { final: true, next: [] },
  REJECTED: { final: true, next: [] },
  CANCELLED: { final: true, next: [] },
};

/** Whether an order with this status has come to its end. */
export const isFinal = (status: OrderStatus): status is CourseEnd => STATUSES[status].final;
