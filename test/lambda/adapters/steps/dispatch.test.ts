import { runSteps } from '../../../../lambda/adapters/steps/dispatch';
import { log } from '../../../../lambda/lib/log';
import { BusinessError } from '../../../../src/contract/errors';

const count = jest.fn();
const result = { status: 'PLACED', version: 1 } as const;
const named = (name: string) => Object.assign(new Error('no'), { name });
const thrown: Record<string, Error> = { Reserve: named('Trouble'), Confirm: named(BusinessError.OUT_OF_STOCK) };
const ran: string[] = [];
const stepOf = (name: string) => async ({ orderId }: { orderId: string }) => {
  ran.push(`${name} ${orderId}`);
  if (thrown[name]) throw thrown[name];
  return result;
};
const run = runSteps({ Reserve: stepOf('Reserve'), Confirm: stepOf('Confirm'), Release: stepOf('Release') }, count);

beforeEach(() => {
  ran.length = 0;
  count.mockClear();
});

test('runs the step that it is told', async () => {
  expect(await run({ orderId: 'A-1', step: 'Release' })).toEqual(result);
  expect(ran).toEqual(['Release A-1']);
  expect(count).not.toHaveBeenCalled();
});

test('puts the step into each log line', async () => {
  const appendKeys = jest.spyOn(log, 'appendKeys');
  await run({ orderId: 'A-1', step: 'Release' });
  await run({ orderId: 'A-1', step: 'Confirm' }).catch(() => undefined);
  expect(appendKeys.mock.calls).toEqual([[{ step: 'Release' }], [{ step: 'Confirm' }]]);
});

test('counts a technical failure by its step, and lets the workflow see it', async () => {
  await expect(run({ orderId: 'A-1', step: 'Reserve' })).rejects.toBe(thrown.Reserve);
  expect(count.mock.calls).toEqual([['StepFailed', { orderId: 'A-1', error: 'Trouble' }, { step: 'Reserve' }]]);
});

test('fault 8: throws what the network did under a name that the workflow is patient with', async () => {
  const unreachable = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  const down = runSteps({ Reserve: async () => { throw unreachable; } }, count);
  await expect(down({ orderId: 'A-1', step: 'Reserve' }))
    .rejects.toMatchObject({ name: 'ServiceUnavailable', cause: unreachable });
  const properties = { orderId: 'A-1', error: 'ServiceUnavailable' };
  expect(count).toHaveBeenCalledWith('StepFailed', properties, { step: 'Reserve' });
});

test('counts no outcome of the business', async () => {
  await expect(run({ orderId: 'A-1', step: 'Confirm' })).rejects.toBe(thrown.Confirm);
  expect(count).not.toHaveBeenCalled();
});

test.each(['Other', 'toString', ''])('knows no step %j, and says which it has', async step => {
  await expect(run({ orderId: 'A-1', step } as never))
    .rejects.toThrow(`step is ${JSON.stringify(step)}; allowed: Reserve, Confirm, Release`);
  expect(ran).toEqual([]);
});
