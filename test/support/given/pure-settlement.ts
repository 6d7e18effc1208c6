import { IDENTITY } from './identity';
import { SITUATIONS } from './orders';
import { REQUESTED_AT } from './payments';
import { type Fate, RandomProvider } from './random-provider';
import { type OrderCommand, decide } from '../../../lambda/domain/decide';
import type { OrderEvent } from '../../../lambda/domain/events';
import { fold } from '../../../lambda/domain/fold';
import { type Due, dueOf } from '../../../lambda/domain/state/due';
import { type FoundRequest, isUnderway } from '../../../lambda/domain/state/money/payments';
import type { OrderState } from '../../../lambda/domain/state/order-state';
import { CommandRefused } from '../../../lambda/domain/state/refusal';
import type { ExpiringPolicyName } from '../../../src/contract/payment/payment';

export interface Settings {
  readonly capture: 'IMMEDIATE' | 'ON_SHIPMENT';
  readonly expiring: ExpiringPolicyName;
  readonly onAccount: boolean;
}

/** What may go wrong with a call: the provider never gets it, or its answer never arrives. */
export type Loss = 'none' | 'request' | 'answer';

/** Settles one reserved order with a provider, purely, a step at a time and in any order. */
export class PureSettlement {
  readonly provider = new RandomProvider();
  readonly events: OrderEvent[] = [...SITUATIONS.reserved];
  state: OrderState = fold(this.events);
  now = 0;
  /** Whether somebody has refunded, captured or voided some on purpose. */
  isChanged = false;

  constructor(readonly settings: Settings) {
    this.moveClock(Date.parse(REQUESTED_AT));
  }

  due(): readonly Due[] {
    return dueOf(this.state, { now: this.now, expiring: this.settings.expiring });
  }

  /** Carries out a command, and returns how many events it made: none if it is refused. */
  execute(command: OrderCommand): number {
    try {
      const events = decide(command, this.state);
      this.events.push(...events);
      this.state = fold(events, this.state);
      return events.length;
    } catch (error) {
      if (error instanceof CommandRefused) return 0;
      throw error;
    }
  }

  /**
   * Does what is due. Whatever is due brings the order on, except a call that fails or says nothing new. Returns
   * whether the run goes on: it ends when a request about a payment is refused, so that somebody looks at the order.
   */
  meet(due: Due, fate: Fate, loss: Loss = 'none'): boolean {
    if (isCall(due)) return this.call(due, fate, loss);
    const made = this.execute(commandFor(due, this));
    if (made === 0) throw new Error(`no progress: ${JSON.stringify(due)}`);
    return true;
  }

  /** What a run of the workflow does, if no call fails. Throws if it would go on for ever. */
  run(fate: Fate): void {
    const looked = new Set<string>();
    for (let calls = 0; ; calls++) {
      if (calls > 60) throw new Error(`a run without an end: ${JSON.stringify(this.due())}`);
      const due = this.due().find(one => one.type !== 'look' || !looked.has(keyIn(one)));
      if (!due) break;
      if (isCall(due)) looked.add(keyIn(due));
      if (!this.meet(due, fate)) return;
    }
    if (this.state.failure) {
      this.execute({ type: 'ReleaseStock' });
      this.execute({ type: 'CancelOrder' });
    } else if (!isUnderway(this.state)) {
      this.execute({ type: 'ConfirmOrder' });
    }
  }

  moveClock(to: number): void {
    this.now = Math.max(this.now, to);
    this.provider.moveClock(this.now);
  }

  private call(due: Asked, fate: Fate, loss: Loss): boolean {
    if (loss === 'request') return true;
    const answer = this.provider.lookUp(due) ?? (due.type === 'ask' ? this.provider.ask(due, fate) : undefined);
    if (!answer || loss === 'answer') return true;
    this.execute({ type: 'RecordAnswer', key: keyIn(due), answer });
    return !due.followUp || answer.status !== 'declined';
  }
}

type Asked = Extract<Due, { readonly type: 'ask' | 'look' }>;

const isCall = (due: Due): due is Asked => due.type === 'ask' || due.type === 'look';

function commandFor(due: Exclude<Due, Asked>, { settings, now }: PureSettlement): OrderCommand {
  const at = new Date(now).toISOString();
  switch (due.type) {
    case 'pay': {
      const { onAccount, capture } = settings;
      if (onAccount) return { type: 'PutOnAccount' };
      return { type: 'RequestPayment', identity: IDENTITY, capture, renews: due.renews, at };
    }
    case 'request': {
      const { purpose, payment: { key }, amount } = due;
      return { type: 'RequestFollowUp', purpose, payment: key, amount, at };
    }
    case 'give up':
      return { type: 'RecordAnswer', key: due.payment.key, answer: { status: 'noAnswer' } };
    case 'expire':
      return { type: 'ExpireAuthorization', key: due.payment.key, now };
  }
}

const keyIn = ({ payment, followUp }: FoundRequest): string => (followUp ?? payment).key;
