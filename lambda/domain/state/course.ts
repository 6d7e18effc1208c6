import type { BusinessErrorName } from '../../../src/contract/errors';
import type { Order } from '../order/order';

/** How an order can end. */
export type CourseEnd = 'CONFIRMED' | 'REJECTED' | 'CANCELLED';

/** How far an order has come, and what keeps it from going on. */
export interface CourseState {
  readonly order?: Order;
  readonly digest?: string;
  /** Known once the order is valid. */
  readonly total?: number;
  /** The business failure because of which the order cannot go on. The compensation runs after its event. */
  readonly failure?: BusinessErrorName;
  /** The technical failure that stopped the workflow. Any later event removes it, because the order goes on. */
  readonly parked?: { readonly step: string; readonly error: string };
  readonly end?: CourseEnd;
}

export const isPlaced = ({ order }: CourseState): boolean => order !== undefined;

export const isValidated = ({ total }: CourseState): boolean => total !== undefined;
