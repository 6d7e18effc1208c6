import { inTurn } from '../../../../lambda/lib/flow/in-turn';

async function* source(items: string, closed?: string[]): AsyncGenerator<string> {
  try {
    yield* items;
  } finally {
    closed?.push(items);
  }
}

const all = async (items: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const item of items) text += item;
  return text;
};

test.each<[readonly string[], string]>([
  [[], ''],
  [['', ''], ''],
  [['abc'], 'abc'],
  [['abcd', '1', '', 'xy'], 'a1xbycd'],
])('%j come in turn as %j', async (sources, expected) => {
  expect(await all(inTurn(sources.map(items => source(items))))).toBe(expected);
});

test('sources are closed when nobody wants more', async () => {
  const closed: string[] = [];
  for await (const item of inTurn([source('abc', closed), source('', closed), source('xyz', closed)])) {
    if (item === 'b') break;
  }
  expect(closed).toEqual(['', 'abc', 'xyz']);
});

test('an error ends all sources', async () => {
  const closed: string[] = [];
  // eslint-disable-next-line require-yield
  const broken = (async function* () {
    throw new Error('no answer');
  })();
  await expect(all(inTurn([source('abc', closed), broken]))).rejects.toThrow('no answer');
  expect(closed).toEqual(['abc']);
});
