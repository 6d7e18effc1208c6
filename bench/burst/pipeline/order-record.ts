import { TechnicalError } from '../../../src/contract/errors';

/** Events of an order that the steps look for, as far as they change what a step does. */
export type LoggedFact =
  | 'placed' | 'validated' | 'reserved' | 'requested' | 'captured' | 'declined' | 'confirmed'
  | 'refunded' | 'released' | 'cancelled';

/** A message on the order queue: an order, or that an order on record may have to run. */
export interface QueuedOrder {
  readonly order: OrderRecord;
  readonly isRun: boolean;
}

/** An order of the simulation: what its client wants, and what its log says. */
export interface OrderRecord {
  readonly id: number;
  readonly arrivedAt: number;
  /** Whether it wants the SKU that everybody wants. */
  readonly isHot: boolean;
  /** Whether it is of the customers for whom an outage is, if it is not for all. */
  readonly isUnlucky: boolean;
  /** Whether the provider declines the charge. */
  readonly isDeclined: boolean;
  /** Whether it meets a bug in the code: an error that no retry cures. A person has to look at it. */
  readonly isDefective: boolean;

  readonly log: Set<LoggedFact>;
  /** The execution that runs or ran last. */
  execution: 'none' | 'running' | 'ended' | 'broken';
  /** The error with which it was parked, until it runs again. */
  parked?: string;
  isDead: boolean;
  /** How often it was parked since it last went on. */
  parkings: number;
  /** When the pause is over that follows its parking. */
  dueAt: number;
}

export const newOrderRecord = (
  order: Pick<OrderRecord, 'id' | 'arrivedAt' | 'isHot' | 'isUnlucky' | 'isDeclined' | 'isDefective'>,
): OrderRecord => ({ ...order, log: new Set(), execution: 'none', isDead: false, parkings: 0, dueAt: 0 });

/** The error of an order that meets a bug. */
export const BUG = 'TypeError';

/** Where an order is. Each order is in exactly one place. */
export type OrderPlace = 'ended' | 'dead' | 'parked' | 'stranded' | 'running' | 'queued';

export function placeOf(order: OrderRecord): OrderPlace {
  if (order.isDead) return 'dead';
  if (order.execution === 'running') return 'running';
  if (order.execution === 'ended') return 'ended';
  if (order.parked !== undefined) return 'parked';
  return order.execution === 'broken' ? 'stranded' : 'queued';
}

/** Why an order is parked: a fault that passes, a payment of which nobody knows the outcome, or a real bug. */
export type ParkedFor = 'transient' | 'payment' | 'business';

export function parkedFor({ parked, log }: OrderRecord): ParkedFor {
  if (parked === BUG) return 'business';
  const isOpen = log.has('requested') && !log.has('captured') && !log.has('declined');
  return parked === TechnicalError.PAYMENT_OUTCOME_UNKNOWN || isOpen ? 'payment' : 'transient';
}
