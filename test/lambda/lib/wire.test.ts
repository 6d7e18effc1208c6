import { wire } from '../../../lambda/lib/wire';

const fails = () => {
  throw new Error('EVENTS_TABLE_NAME is not set');
};

describe('outside of Lambda', () => {
  test('nothing is made before the first call, and once for all calls', async () => {
    const make = jest.fn(() => async (input: number) => input + 1);
    const handler = wire(make);
    expect(make).not.toHaveBeenCalled();
    expect([await handler(1), await handler(2)]).toEqual([2, 3]);
    expect(make).toHaveBeenCalledTimes(1);
  });

  test('what cannot be made fails the call, and the next call tries again', async () => {
    const make = jest.fn(() => async (_: unknown) => 'done');
    make.mockImplementationOnce(fails);
    const handler = wire(make);
    await expect(handler(undefined)).rejects.toThrow('EVENTS_TABLE_NAME is not set');
    expect(await handler(undefined)).toBe('done');
  });
});

test('a handler that asks for the context gets it', async () => {
  const handler = wire(() => async (input: number, context: { left: number }) => input + context.left);
  expect(await handler(1, { left: 2 })).toBe(3);
});

describe('in Lambda', () => {
  beforeEach(() => void (process.env.AWS_LAMBDA_FUNCTION_NAME = 'Shop-Intake'));
  afterEach(() => void delete process.env.AWS_LAMBDA_FUNCTION_NAME);

  test('all is made before the first call, once', async () => {
    const make = jest.fn(() => async (input: number) => input + 1);
    const handler = wire(make);
    expect(make).toHaveBeenCalledTimes(1);
    expect(await handler(1)).toBe(2);
    expect(make).toHaveBeenCalledTimes(1);
  });

  test('what cannot be made fails the init phase', () => {
    expect(() => wire(fails)).toThrow('EVENTS_TABLE_NAME is not set');
  });
});
