import { sideBySide } from '../../../../lambda/lib/flow/side-by-side';

const tick = async () => new Promise<void>(resolve => setImmediate(resolve));

test.each([1, 3, 10, 100])('works on all items, at most %d at a time', async atOnce => {
  const done: number[] = [];
  let [inWork, most] = [0, 0];
  await sideBySide(Array.from({ length: 20 }, (_, n) => n), atOnce, async n => {
    most = Math.max(most, ++inWork);
    for (let ticks = n % 3; ticks >= 0; ticks--) await tick();
    inWork--;
    done.push(n);
  });
  expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  expect(most).toBe(Math.min(20, atOnce));
});

test('takes items as they come', async () => {
  async function* items() {
    yield 1;
    await tick();
    yield 2;
  }
  const done: number[] = [];
  await sideBySide(items(), 5, async n => void done.push(n));
  expect(done).toEqual([1, 2]);
});

test('throws the first error, once everything in work is done', async () => {
  const done: number[] = [];
  const work = sideBySide([1, 2, 3, 4, 5, 6], 2, async n => {
    await tick();
    if (n === 2) throw new Error('two');
    await tick();
    done.push(n);
  });
  await expect(work).rejects.toThrow('two');
  expect(done).toContain(1);
  expect(done).not.toContain(6);
});
