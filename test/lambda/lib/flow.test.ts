import { DeadlineExceeded, deadlineOf } from '../../../lambda/lib/flow/deadline';
import { RecentIds } from '../../../lambda/lib/flow/recent-ids';
import { sideBySide } from '../../../lambda/lib/flow/side-by-side';
import { never } from '../../support/world/streams/invocation';

describe('a deadline', () => {
  const of = (remaining: number, sleep = jest.fn(async () => undefined as void)) => ({
    sleep, deadline: deadlineOf({ getRemainingTimeInMillis: () => remaining }, sleep),
  });

  test('waits for the work while there is time', async () => {
    const { deadline, sleep } = of(30_000, jest.fn(never));
    expect(await deadline.within(Promise.resolve('done'))).toBe('done');
    expect(sleep).toHaveBeenCalledWith(20_000);
    expect(deadline.isOver()).toBe(false);
  });

  test('is ten seconds before the time-out, so that the function can still report', async () => {
    expect(of(10_000).deadline.isOver()).toBe(false);
    const { deadline, sleep } = of(9_999);
    expect(deadline.isOver()).toBe(true);
    await expect(deadline.within(never())).rejects.toThrow(DeadlineExceeded);
    expect(sleep).toHaveBeenCalledWith(0);
  });

  test('lets the errors of the work through, and swallows those that come late', async () => {
    await expect(of(30_000, jest.fn(never)).deadline.within(Promise.reject(new Error('throttled'))))
      .rejects.toThrow('throttled');
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise<void>((_, reject) => (fail = reject));
    await expect(of(0).deadline.within(work)).rejects.toThrow(DeadlineExceeded);
    fail(new Error('late')); // an unhandled rejection would end the process
  });
});

describe('side by side', () => {
  test('all is done, in order of the start, by no more than the limit at a time', async () => {
    let [running, most] = [0, 0];
    const started: number[] = [];
    await sideBySide([...Array(20).keys()], 3, async n => {
      started.push(n);
      most = Math.max(most, ++running);
      await new Promise(resolve => setImmediate(resolve));
      running--;
    });
    expect(started).toEqual([...Array(20).keys()]);
    expect(most).toBe(3);
  });

  test('the first error is thrown', async () => {
    const work = async (n: number) => {
      if (n === 2) throw new Error('two');
    };
    await expect(sideBySide([1, 2, 3], 2, work)).rejects.toThrow('two');
  });

  test('if the next item cannot be had, what is in work is waited for', async () => {
    const done: number[] = [];
    const items = async function* () {
      yield 1;
      throw new Error('no next item');
    };
    const work = async (n: number) => {
      await new Promise(resolve => setImmediate(resolve));
      done.push(n);
    };
    await expect(sideBySide(items(), 3, work)).rejects.toThrow('no next item');
    expect(done).toEqual([1]);
  });

  test('nothing is no work', async () => expect(await sideBySide([], 3, never)).toBeUndefined());
});

describe('recent ids', () => {
  test('are remembered up to a limit; the oldest is forgotten, and one that is added again is new', () => {
    const ids = new RecentIds(2);
    ['a', 'b', 'a', 'c'].forEach(id => ids.add(id));
    expect(['a', 'b', 'c'].map(id => ids.has(id))).toEqual([true, false, true]);
  });
});
