import * as fc from 'fast-check';
import { type OrderCommand, decide } from '../../../lambda/domain/decide';
import type { OrderEvent } from '../../../lambda/domain/events';
import { evolve, fold } from '../../../lambda/domain/fold';
import { NEW_ORDER, type OrderState } from '../../../lambda/domain/state/order-state';
import { CommandRefused } from '../../../lambda/domain/state/refusal';
import { type OrderStatus, STATUSES, isFinal } from '../../../lambda/domain/state/status';
import { COMMANDS, COMMAND_TYPES, DECLINED } from '../../support/given/commands';
import { LARGE, anOrder, keyAbout } from '../../support/given/orders';

const FREE = anOrder({ lines: [{ sku: 'GIFT', quantity: 1, unitPrice: 0 }] });
const INVALID = anOrder({ currency: 'XXX' });

/** One command of each type, and the variants that lead elsewhere. */
const EVERY_COMMAND: readonly OrderCommand[] = [
  ...COMMAND_TYPES.map(type => COMMANDS[type]),
  { type: 'PlaceOrder', order: FREE, digest: 'free' },
  { type: 'PlaceOrder', order: INVALID, digest: 'invalid' },
  { type: 'PlaceOrder', order: LARGE, digest: 'large' },
  { ...COMMANDS.RequestPayment, capture: 'ON_SHIPMENT' },
  { ...COMMANDS.RecordAnswer, answer: DECLINED },
  { ...COMMANDS.RequestFollowUp, purpose: 'void' },
  { ...COMMANDS.RequestFollowUp, purpose: 'capture' },
  ...(['capture', 'void', 'refund'] as const).map(purpose =>
    ({ ...COMMANDS.RecordAnswer, key: keyAbout(purpose) })),
];

/** The events that a command makes, none where it is refused. */
function eventsOf(command: OrderCommand, state: OrderState): readonly OrderEvent[] {
  try {
    return decide(command, state);
  } catch (error) {
    if (error instanceof CommandRefused) return [];
    throw error;
  }
}

/** Follows every command from every state that is reached. */
function everyStep(): [before: OrderState, after: OrderState][] {
  const steps: [OrderState, OrderState][] = [];
  const seen = new Set<string>();
  const open: OrderState[] = [NEW_ORDER];
  while (open.length > 0) {
    const before = open.pop()!;
    for (const command of EVERY_COMMAND) {
      const after = fold(eventsOf(command, before), before);
      if (after === before) continue;
      steps.push([before, after]);
      const key = JSON.stringify(after);
      if (!seen.has(key)) open.push(after);
      seen.add(key);
    }
  }
  return steps;
}

test('the table has each step that a history can take, and no other', () => {
  const taken = new Map<OrderStatus, Set<OrderStatus>>();
  for (const [{ status: before }, { status: after }] of everyStep()) {
    if (after === before) continue;
    taken.set(before, (taken.get(before) ?? new Set()).add(after));
  }
  for (const [status, { next }] of Object.entries(STATUSES)) {
    expect({ status, next: taken.get(status as OrderStatus) ?? new Set() }).toEqual({ status, next: new Set(next) });
  }
});

test('whatever is asked in whatever order, the status stays or moves on as the table says', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...EVERY_COMMAND), { maxLength: 60, size: 'max' }), commands => {
    let state = NEW_ORDER;
    for (const command of commands) {
      for (const event of eventsOf(command, state)) {
        const before = state.status;
        state = evolve(state, event);
        if (state.status !== before) expect(STATUSES[before].next).toContain(state.status);
      }
    }
  }), { numRuns: 500 });
});

test('nothing changes the status of an order that has ended', () => {
  for (const [{ status: before }, { status: after }] of everyStep()) {
    if (isFinal(before)) expect(after).toBe(before);
  }
});

test('each status is final or leads on to a final one', () => {
  const endsFrom = (status: OrderStatus, seen: readonly OrderStatus[] = []): boolean =>
    isFinal(status)
    || STATUSES[status].next.some(next => !seen.includes(next) && endsFrom(next, [...seen, status]));
  expect((Object.keys(STATUSES) as OrderStatus[]).filter(status => !endsFrom(status))).toEqual([]);
});
