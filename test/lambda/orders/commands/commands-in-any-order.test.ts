/** What holds for commands in whatever order they come, race and crash. */
import * as fc from 'fast-check';
import type { Command } from '../../../../lambda/domain/commands/command';
import type { CommandOutcome } from '../../../../lambda/orders/commands/outcome';
import { orderStream } from '../../../../lambda/orders/streams';
import { cancelOrder, retryOrder } from '../../../support/given/client-commands';
import { SITUATIONS, orderConfirmed } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { Crash, type Fault } from '../../../support/world/faulty-log';
import { newWorld, world } from '../../../support/world/world';

jest.setTimeout(180_000); // hundreds of random runs, also on a busy machine

const COMMANDS: readonly Command[] = ['c-1', 'c-2', 'c-3'].flatMap(commandId => [
  cancelOrder({ commandId }),
  cancelOrder({ commandId, actor: 'support:joe' }),
  retryOrder({ commandId }),
]);

/** What happens to the order besides: it is parked, and it is confirmed. */
const events = {
  park: async () => {
    const { history } = await world.orders.loadOrder('A-1');
    const command = { type: 'ParkOrder', step: 'S', error: 'E', cause: '' } as const;
    await world.orders.execute('A-1', command, { id: `ParkOrder:${history.version}` });
  },
  confirm: async () => {
    const { history, state: { failure } } = await world.orders.loadOrder('A-1');
    if (failure) return;
    await world.log.append(history, [orderConfirmed()], { command: 'ConfirmOrder', time: new Date() });
  },
};

const anyCommand = fc.nat(COMMANDS.length - 1);
const anyEvent = fc.constantFrom('park', 'park', 'confirm' as const);
const anyStep = fc.oneof(
  { weight: 1, arbitrary: fc.record({ event: anyEvent }) },
  {
    weight: 3,
    arbitrary: fc.record({
      command: anyCommand,
      rival: fc.oneof(anyCommand, anyEvent),
      fault: fc.constantFrom('none', 'none', 'crash', 'crash after', 'lost answer', 'race'),
      at: fc.constantFrom('log', 'records' as const),
    }),
  },
);
const anySteps = fc.array(anyStep, { maxLength: 15 });
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** What each command was answered, each time. */
const answers = new Map<Command, CommandOutcome[]>();
const met = new Set<string>();

async function send(command: Command): Promise<void> {
  const answer = await world.commands.carryOut(command);
  met.add(answer.kind);
  answers.set(command, [...answers.get(command) ?? [], answer]);
}

const happen = async (what: number | keyof typeof events) =>
  (typeof what === 'number' ? send(COMMANDS[what]!) : events[what]());

/** Only crashes and conflicts of others are expected. */
async function bravely(action: Promise<void>): Promise<void> {
  await action.catch((error: Error) => {
    if (!(error instanceof Crash) && !['ConcurrencyConflict', 'CommandRefused'].includes(error.name)) throw error;
  });
}

async function take(step: Step): Promise<void> {
  if ('event' in step) return bravely(happen(step.event));
  const { command, rival, fault, at } = step;
  const befalls: Record<string, Fault> = {
    'crash': { kind: 'crash' },
    'crash after': { kind: 'crash after' },
    'lost answer': { kind: 'lost answer' },
    'race': { kind: 'race', rival: async () => bravely(happen(rival)) },
  };
  if (fault !== 'none') world[at].faults = [befalls[fault]];
  await bravely(happen(command));
  world[at].faults = [];
}

const clientCommand = /^(?:CancelOrder|RetryOrder):(.*)$/;

async function expectSound(): Promise<void> {
  const { history } = await world.orders.loadOrder('A-1');
  for (const commandId of ['c-1', 'c-2', 'c-3']) {
    const same = COMMANDS.filter(command => command.commandId === commandId);
    const given = same.map(command => answers.get(command) ?? []);
    // One content of an id has an outcome, always the same; all others are conflicts.
    const outcomes = given.map(all => new Set(all.map(answer => JSON.stringify(answer))));
    for (const all of outcomes) expect(all.size).toBeLessThanOrEqual(1);
    expect(given.filter(([first]) => first && first.kind !== 'conflict').length).toBeLessThanOrEqual(1);

    const appended = history.events.filter(({ command }) => clientCommand.exec(command)?.[1] === commandId);
    const record = (await world.commands.outcomeOf({ orderId: 'A-1', commandId }))?.record;
    expect(appended.length).toBeLessThanOrEqual(1);
    if (given.flat().length > 0) expect(record).toBeDefined();
    if (record?.type !== 'CommandAccepted') expect(appended).toEqual([]);
    for (const { version, command } of appended) {
      expect(record).toMatchObject({ data: { orderVersion: version } });
      expect(command).toBe(`${record!.data.command}:${commandId}`);
    }
  }
  expect(history.events.map(({ version }) => version)).toEqual(history.events.map((_, index) => index + 1));
}

test('faults 1, 35, 46: an id has one outcome, and the order has the events of it, once', async () => {
  const { paid, 'payment unknown': unknown, 'parked while reserved': parked } = SITUATIONS;
  await fc.assert(fc.asyncProperty(fc.constantFrom(paid, unknown, parked), anySteps, async (before, steps) => {
    newWorld();
    answers.clear();
    world.log.items.set(orderStream('A-1'), imagesOf('A-1', before));
    for (const step of steps) await take(step);
    await expectSound();
    // Whoever was not answered asks again.
    for (const command of COMMANDS) await bravely(send(command));
    await expectSound();
  }), { numRuns: 300 });
  expect(met).toEqual(new Set(['accepted', 'refused', 'conflict']));
});
