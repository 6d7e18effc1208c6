import type { AuthorizeRequest, FollowUpRequest } from '../../../src/contract/payment/payment-call';
import type { Books, OrderOfCase } from '../../../testing';

/** A request that the bank has carried out. */
export interface Booking {
  readonly key: string;
  readonly reference: string;
  readonly amount: number;
}

/** A payment as the bank keeps it. It knows the key, because the function wrote it into the bank's own notes. */
export interface Account extends Booking {
  readonly pipeline: string;
  readonly orderId: string;
  readonly currency: string;
  status: 'pending' | 'open' | 'declined';
  readonly captures: Booking[];
  readonly voids: Booking[];
  readonly refunds: Booking[];
}

const total = (bookings: readonly Booking[]) => bookings.reduce((sum, { amount }) => sum + amount, 0);
export const heldOf = ({ status, amount, captures, voids }: Account): number =>
  (status === 'open' ? amount - total(captures) - total(voids) : 0);
export const refundableOf = ({ captures, refunds }: Account): number => total(captures) - total(refunds);

/** A bank that does what it is told, as often as it is told. It knows nothing of idempotency keys. */
export class Bank {
  readonly accounts: Account[] = [];
  private references = 0;

  open({ key, pipeline, orderId, amount, currency }: AuthorizeRequest, status: Account['status']): Account {
    const lists = { captures: [], voids: [], refunds: [] };
    const account = { key, pipeline, orderId, amount, currency, status, reference: this.newReference('pay'), ...lists };
    this.accounts.push(account);
    return account;
  }

  book(bookings: Booking[], { key, amount }: Pick<FollowUpRequest, 'key' | 'amount'>): Booking {
    const booking = { key, amount, reference: this.newReference('move') };
    bookings.push(booking);
    return booking;
  }

  newReference(prefix: string): string {
    this.references += 1;
    return `${prefix}-${this.references}`;
  }

  booksOf({ pipeline, orderId }: OrderOfCase): Books {
    const accounts = this.accounts.filter(one => one.pipeline === pipeline && one.orderId === orderId);
    const amounts = (bookings: readonly Booking[]) => bookings.map(({ amount }) => amount);
    return {
      charges: accounts.flatMap(({ captures }) => amounts(captures)),
      refunds: accounts.flatMap(({ refunds }) => amounts(refunds)),
      held: accounts.reduce((sum, account) => sum + heldOf(account), 0),
    };
  }
}
