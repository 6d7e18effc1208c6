/** Which execution is started for an order: its log and the executions say so together. */
import * as fc from 'fast-check';
import { Runs } from '../../../../lambda/adapters/workflow/runs';
import type { Order } from '../../../../lambda/domain/order/order';
import { orderStream } from '../../../../lambda/orders/streams';
import { SITUATIONS, type Situation, anOrder } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { MemoryExecutions } from '../../../support/world/standing/memory-executions';
import { ACTIONS, report, run } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

const { orders } = world;
const executions = new MemoryExecutions();
const runs = new Runs(orders, executions);
const ORDER = anOrder();

const start = async ({ orderId }: Order = ORDER) => runs.start(orderId, await orders.loadOrder(orderId));
const preview = async () => runs.preview('A-1', await orders.loadOrder('A-1'));
const eventsOf = (orderId: string) => world.log.items.get(orderStream(orderId))!;
/** Gives the order other events. */
const become = (situation: Situation) =>
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS[situation]));
const typesOf = (orderId: string) => eventsOf(orderId).map(item => item.t!.S);

beforeEach(async () => {
  newWorld();
  executions.clear();
  await ACTIONS.place(ORDER);
});

test('the first run is named after the order', async () => {
  expect(await start()).toEqual({ answer: 'started', execution: 'A-1' });
});

test('fault 19: the id of an order that is no name is hashed', async () => {
  await ACTIONS.place(anOrder({ orderId: 'A 1' }));
  expect(await start(anOrder({ orderId: 'A 1' }))).toMatchObject({
    answer: 'started',
    execution: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('a run that goes on is not started, and that is said', async () => {
  await start();
  expect(await start()).toEqual({ answer: 'running', execution: 'A-1' });
  expect(executions.names).toEqual(['A-1']);
});

test('fault 12: after each parking comes the next run, without a look at the names of earlier ones', async () => {
  await start();
  for (const next of ['A-1-run2', 'A-1-run3', 'A-1-run4']) {
    await executions.park(orders, 'A-1');
    expect(await start()).toEqual({ answer: 'started', execution: next });
  }
  expect(executions.asked).toEqual(['A-1', 'A-1-run2', 'A-1-run3', 'A-1-run4']);
});

test('a run that the log has just not shown as parked makes room for the next', async () => {
  await start();
  const known = await orders.loadOrder('A-1');
  await executions.park(orders, 'A-1');
  expect(await runs.start('A-1', known)).toEqual({ answer: 'started', execution: 'A-1-run2' });
});

test('an order that ended while it was started is done', async () => {
  await start();
  const known = await orders.loadOrder('A-1');
  await ACTIONS.requestCancellation(ORDER);
  await ACTIONS.cancel(ORDER);
  executions.end('A-1', 'SUCCEEDED');
  expect(await runs.start('A-1', known)).toEqual({ answer: 'ended' });
  expect(executions.names).toEqual(['A-1']);
});

test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('a run that %s without a trace leaves one, and runs again', async end => {
  await start();
  executions.end('A-1', end, new Date(), 'States.Runtime');
  expect(await start()).toEqual({ answer: 'started', execution: 'A-1-run2' });
  expect(typesOf('A-1')).toEqual(['OrderPlaced', 'OrderParked']);
  const { state } = await orders.loadOrder('A-1');
  expect(state.parked).toEqual({ step: 'Workflow', error: 'ExecutionLost' });
  expect(eventsOf('A-1').at(-1)!.d!.S).toContain(`execution A-1 is ${end}: States.Runtime`);
});

test('two starters at once start one execution, whatever they know', async () => {
  await start();
  executions.end('A-1', 'ABORTED');
  const answers = await Promise.all([start(), start(), start()]);
  expect(new Set(answers.map(answer => 'execution' in answer && answer.execution))).toEqual(new Set(['A-1-run2']));
  expect(executions.names).toEqual(['A-1', 'A-1-run2']);
  expect(typesOf('A-1')).toEqual(['OrderPlaced', 'OrderParked']);
});

describe('an order that has ended', () => {
  test('is not started', async () => {
    await ACTIONS.requestCancellation(ORDER);
    await ACTIONS.cancel(ORDER);
    expect(await start()).toEqual({ answer: 'ended' });
    expect(executions.asked).toEqual([]);
  });
});

describe('fault 12: a confirmed order whose stock is not sold', () => {
  /** The first execution has ended in some way, and left stock to be sold. */
  const endedOnce = async (end: string) => {
    become('confirmed, unsold');
    await executions.begin('A-1', 'A-1');
    executions.end('A-1', end);
  };

  test('has the next run after each parking', async () => {
    become('confirmed, unsold');
    await start();
    for (const next of ['A-1-run2', 'A-1-run3']) {
      await executions.park(orders, 'A-1');
      expect((await orders.loadOrder('A-1')).state).toMatchObject({ status: 'CONFIRMED', parked: expect.anything() });
      const ahead = await preview();
      expect(await start()).toEqual(ahead);
      expect(ahead).toEqual({ answer: 'started', execution: next });
    }
  });

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('is parked if a run %s without a trace, and runs again', async end => {
    await endedOnce(end);
    const ahead = await preview();
    expect(ahead).toEqual({ answer: 'started', execution: 'A-1-run2' });
    expect(await start()).toEqual(ahead);
    expect((await orders.loadOrder('A-1')).state.parked).toEqual({ step: 'Workflow', error: 'ExecutionLost' });
  });

  test('is not started any more once it is sold', async () => {
    await endedOnce('FAILED');
    become('confirmed, then sold');
    expect(await preview()).toEqual({ answer: 'ended' });
    expect(await start()).toEqual({ answer: 'ended' });
    expect(executions.names).toEqual(['A-1']);
  });
});

test('what happens to the executions cannot make two of one order run, or keep an order from running', async () => {
  const happening = fc.constantFrom('start', 'park', 'FAILED', 'TIMED_OUT', 'ABORTED');
  await fc.assert(fc.asyncProperty(fc.array(happening, { maxLength: 30 }), async happenings => {
    newWorld();
    executions.clear();
    await ACTIONS.place(ORDER);
    await start();
    let running = true;
    for (const what of happenings) {
      if (what === 'start') {
        expect(await start()).toMatchObject({ answer: running ? 'running' : 'started' });
        running = true;
      } else if (running) {
        await (what === 'park' ? executions.park(orders, 'A-1') : executions.end('A-1', what));
        running = false;
      }
    }
  }));
});

describe('an order whose payment is pending', () => {
  /** Its run has recorded that it waits, and may still be running. */
  const pending = async () => {
    newWorld({ MUG: 10, PEN: 10 });
    world.gateway.faults = [{ answers: { status: 'pending' } }];
    await ACTIONS.place(ORDER);
    await start();
    expect(await run(ORDER, 'A-1')).toBe('Awaiting');
  };
  const answered = async () => {
    const { state } = await orders.loadOrder('A-1');
    await report('A-1', state.payments![0]!.key);
  };

  test('fault 7: has its next run when the answer comes after the end of the first', async () => {
    await pending();
    executions.end('A-1', 'SUCCEEDED');
    await answered();
    expect(await start()).toEqual({ answer: 'started', execution: 'A-1-run2' });
    expect(await run(ORDER, 'A-1-run2')).toBe('Confirmed');
    executions.end('A-1', 'SUCCEEDED');
    expect(await start()).toEqual({ answer: 'ended' });
  });

  test('fault 7: has its next run when the answer comes before the end of the first, and only one', async () => {
    await pending();
    await answered();
    expect(await start()).toEqual({ answer: 'started', execution: 'A-1-run2' });
    executions.end('A-1', 'SUCCEEDED');
    expect(await start()).toEqual({ answer: 'running', execution: 'A-1-run2' });
  });

  test('fault 7: goes on in the same run if the answer comes before the run knows that it has to wait', async () => {
    await start();
    await ACTIONS.requestCancellation(ORDER);
    expect(await start()).toEqual({ answer: 'running', execution: 'A-1' });
  });

  test('has a run for each time that somebody looks, and each waits', async () => {
    await pending();
    for (const [ended, next] of [['A-1', 'A-1-run2'], ['A-1-run2', 'A-1-run3']] as const) {
      expect(executions.end('A-1', 'SUCCEEDED')).toBe(ended);
      expect(await preview()).toEqual({ answer: 'started', execution: next });
      expect(await start()).toEqual({ answer: 'started', execution: next });
      world.gateway.lookUpFaults = [{ answers: { status: 'pending' } }];
      expect(await run(ORDER, next)).toBe('Awaiting');
    }
    expect(typesOf('A-1')).not.toContain('OrderParked');
  });

  test('that is cancelled has a run that compensates, and an execution more for a later answer', async () => {
    await pending();
    executions.end('A-1', 'SUCCEEDED');
    await ACTIONS.requestCancellation(ORDER);
    expect(await start()).toEqual({ answer: 'started', execution: 'A-1-run2' });
    world.gateway.faults = [{ answers: { status: 'pending' } }];
    world.gateway.lookUpFaults = [{ answers: { status: 'pending' } }];
    await run(ORDER, 'A-1-run2');
    expect((await orders.loadOrder('A-1')).state.status).toBe('CANCELLED');
    executions.end('A-1', 'SUCCEEDED');
    expect(await start()).toEqual({ answer: 'started', execution: 'A-1-run2-2' });
  });
});

describe('an order that is confirmed and holds an authorization', () => {
  test('runs again under a name of the same run, as often as its authorization is about to end', async () => {
    become('confirmed, authorized');
    await executions.begin('A-1', 'A-1');
    for (const next of ['A-1-run1-2', 'A-1-run1-3']) {
      executions.end('A-1', 'SUCCEEDED');
      const ahead = await preview();
      expect(await start()).toEqual(ahead);
      expect(ahead).toEqual({ answer: 'started', execution: next });
    }
  });
});

describe('a preview', () => {
  test('says under which name an order would run, and changes nothing', async () => {
    expect(await preview()).toEqual({ answer: 'started', execution: 'A-1' });
    expect(executions.asked).toEqual([]);
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
  });

  test('says that it runs', async () => {
    await start();
    expect(await preview()).toEqual({ answer: 'running', execution: 'A-1' });
  });

  test('says under which name comes what follows a failed run, as the start then does', async () => {
    await start();
    executions.end('A-1', 'ABORTED');
    const answer = await preview();
    expect(answer).toEqual({ answer: 'started', execution: 'A-1-run2' });
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
    expect(await start()).toEqual(answer);
  });

  test('says that it has ended', async () => {
    await ACTIONS.requestCancellation(ORDER);
    await ACTIONS.cancel(ORDER);
    expect(await preview()).toEqual({ answer: 'ended' });
  });
});

describe('fault 41: an order that was cancelled after its payment was declined', () => {
  /** The first execution has succeeded. */
  const endedOnce = async (situation: Situation) => {
    become(situation);
    await executions.begin('A-1', 'A-1');
    executions.end('A-1', 'SUCCEEDED');
  };
  const startAgain = async (lookAgain: boolean) => {
    const order = await orders.loadOrder('A-1');
    const ahead = await runs.preview('A-1', order, { lookAgain });
    const answer = await runs.start('A-1', order, { lookAgain });
    expect(answer).toEqual(ahead);
    return answer;
  };
  const again = (nth: number) => ({ answer: 'started', execution: `A-1-run1-${nth}` });

  test('runs again for an operator, so that the provider is asked once more', async () => {
    await endedOnce('declined, cancelled');
    expect(await startAgain(false)).toEqual({ answer: 'ended' });
    expect(await startAgain(true)).toEqual(again(2));
  });

  test('is asked about again as often as an operator wants, whatever the executions come to', async () => {
    await endedOnce('declined, cancelled');
    for (const [nth, end] of [[2, 'FAILED'], [3, 'SUCCEEDED'], [4, 'ABORTED']] as const) {
      expect(await startAgain(true)).toEqual(again(nth));
      executions.end('A-1', end);
    }
    expect((await orders.loadOrder('A-1')).state.parked).toBeUndefined();
  });

  test('runs again if it owes a refund, and is parked if an execution is lost', async () => {
    await endedOnce('declined, cancelled, then captured');
    expect(await startAgain(false)).toEqual(again(2));
    executions.end('A-1', 'TIMED_OUT');
    expect(await startAgain(false)).toEqual({ answer: 'started', execution: 'A-1-run2' });
    expect((await orders.loadOrder('A-1')).state).toMatchObject({ status: 'CANCELLED', parked: expect.anything() });
  });

  test('has one parking for one lost execution, even if that parks the order while it is replaced', async () => {
    await endedOnce('declined, cancelled, then captured');
    expect(await startAgain(false)).toEqual(again(2));
    const known = await orders.loadOrder('A-1');
    await executions.park(orders, 'A-1');
    expect(await runs.start('A-1', known)).toEqual({ answer: 'started', execution: 'A-1-run2' });
    expect(typesOf('A-1').filter(type => type === 'OrderParked')).toHaveLength(1);
  });

  test('runs again as often as a capture comes to light after a run that succeeded', async () => {
    await endedOnce('declined, cancelled, then captured');
    for (const nth of [2, 3]) {
      expect(await startAgain(false)).toEqual(again(nth));
      executions.end('A-1', 'SUCCEEDED');
    }
    expect(await startAgain(false)).toEqual(again(4));
  });

  test.each([
    'declined, cancelled, then captured and refunded', 'out of stock, cancelled', 'confirmed', 'confirmed, then sold',
  ] as const)('does not, if there is nothing to find: %s', async situation => {
    await endedOnce(situation);
    expect(await startAgain(true)).toEqual({ answer: 'ended' });
  });
});
