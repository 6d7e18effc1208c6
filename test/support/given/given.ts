import { type OrderCommand, decide } from '../../../lambda/domain/decide';
import type { OrderEvent } from '../../../lambda/domain/events';
import { fold } from '../../../lambda/domain/fold';
import { CommandRefused, type RefusalCode } from '../../../lambda/domain/state/refusal';

/** Given events, when a command, then events; or refused with a code. */
export const given = (...events: readonly OrderEvent[]) => ({
  when: (command: OrderCommand) => ({
    then: (...expected: readonly OrderEvent[]) => expect(decide(command, fold(events))).toEqual(expected),
    thenNothing: () => expect(decide(command, fold(events))).toEqual([]),
    refused: (code: RefusalCode) =>
      expect(refusalOf(() => decide(command, fold(events)))).toMatchObject({ name: 'CommandRefused', code }),
  }),
});

function refusalOf(decision: () => readonly OrderEvent[]): CommandRefused {
  try {
    const events = decision();
    throw new Error(`not refused, but ${JSON.stringify(events)}`);
  } catch (error) {
    if (error instanceof CommandRefused) return error;
    throw error;
  }
}
