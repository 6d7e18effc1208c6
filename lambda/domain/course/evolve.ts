import type { CourseEvent } from './events';
import { BusinessError } from '../../../src/contract/errors';
import type { MoneyEvent } from '../money/events';
import type { CourseState } from '../state/course';
import { type OtherEvents, unchanged } from '../state/part-events';

/** A payment that is declined for good stops the order, and a request of unknown outcome parks it. */
type OwnEvent = CourseEvent | Extract<MoneyEvent, { type: 'PaymentOutcomeUnknown' | 'PaymentDeclined' }>;
type Heard = OwnEvent | OtherEvents<OwnEvent>;

/** How an event changes the course of an order. Any event shows that a parked order goes on. */
export function evolveCourse(course: CourseState, event: Heard): Partial<CourseState> {
  return { parked: undefined, ...changes(course, event) };
}

function changes({ failure, end }: CourseState, event: Heard): Partial<CourseState> {
  switch (event.type) {
    case 'OrderPlaced':
      return { order: event.data.order, digest: event.data.digest };
    case 'OrderValidated':
      return { total: event.data.total };
    case 'OrderRejected':
      return { failure: BusinessError.ORDER_REJECTED, end: 'REJECTED' };
    case 'StockReservationFailed':
      return { failure: BusinessError.OUT_OF_STOCK };
    // Keep the first failure: it is the reason for everything that follows.
    case 'PaymentDeclined':
      return event.data.retry || end ? {} : { failure: failure ?? BusinessError.PAYMENT_DECLINED };
    case 'CancellationRequested':
      return { failure: failure ?? BusinessError.CANCELLATION_REQUESTED };
    case 'PaymentOutcomeUnknown':
    case 'OrderParked':
      return { parked: { step: event.data.step, error: event.data.error } };
    case 'RetryRequested':
      return {};
    case 'OrderConfirmed':
      return { end: 'CONFIRMED' };
    case 'OrderCancelled':
      return { end: 'CANCELLED' };
    default:
      return unchanged<OwnEvent>(event);
  }
}
