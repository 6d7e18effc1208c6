import type { System } from '../../lib/system';

/** A call took longer than its deadline. Its answer, if it ever comes, is ignored. */
export class CallTooLong extends Error {
  override readonly name = 'CallTooLong';
}

/**
 * Makes a call that has so many milliseconds. When they are over, aborts the call's signal and throws
 * CallTooLong, even if the call goes on and answers later.
 */
export async function withDeadline<T>(
  { after }: Pick<System, 'after'>, milliseconds: number, call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const stopClock = after(milliseconds, () => {
      const error = new CallTooLong(`no answer in ${milliseconds} ms`);
      controller.abort(error);
      reject(error);
    });
    call(controller.signal).finally(stopClock).then(resolve, reject);
  });
}
