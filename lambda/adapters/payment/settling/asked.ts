import type { Due } from '../../../domain/state/due';
import type { FoundRequest } from '../../../domain/state/money/payments';
import type { OrderState } from '../../../domain/state/order-state';
import { isFinal } from '../../../domain/state/status';

/** A request on record of which the provider is asked what became of it. */
export type Asked = Extract<Due, { readonly type: 'ask' | 'look' }>;

/** Whether the provider is called. */
export const isCall = (due: Due): due is Asked => due.type === 'ask' || due.type === 'look';

/** Whether the workflow has nothing to do for the order before a request is answered. */
export const endsRun = ({ followUp }: FoundRequest, { status, failure }: OrderState): boolean =>
  !followUp && !isFinal(status) && !failure;
