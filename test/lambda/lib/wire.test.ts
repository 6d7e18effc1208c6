import { wire } from '../../../lambda/lib/wire';

test('nothing is made before the first call, and once for all calls', async () => {
  const make = jest.fn(() => async (input: number) => input + 1);
  const handler = wire(make);
  expect(make).not.toHaveBeenCalled();
  expect([await handler(1), await handler(2)]).toEqual([2, 3]);
  expect(make).toHaveBeenCalledTimes(1);
});

test('what cannot be made fails the call, and the next call tries again', async () => {
  const make = jest.fn(() => async () => 'done');
  make.mockImplementationOnce(() => { throw new Error('EVENTS_TABLE_NAME is not set'); });
  const handler = wire(make);
  await expect(handler(undefined)).rejects.toThrow('EVENTS_TABLE_NAME is not set');
  expect(await handler(undefined)).toBe('done');
});
