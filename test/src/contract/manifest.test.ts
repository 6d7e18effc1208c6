import { requireOutputs } from '../../../src/contract/manifest';

test('outputs that a tool needs are there, and the others stay', () => {
  const outputs = { StockTableName: 'stock', ShopUrl: 'url' };
  expect(requireOutputs(outputs, ['StockTableName'])).toEqual(outputs);
});

test.each([
  ['missing', {}, 'the stack has no output ApiId, TopicArn; it has none'],
  ['empty', { ApiId: '', TopicArn: '', ShopUrl: 'url' }, 'the stack has no output ApiId, TopicArn; it has ApiId, TopicArn, ShopUrl'],
])('an output that is %s is an error that names it', (_, outputs, message) => {
  expect(() => requireOutputs(outputs, ['ApiId', 'TopicArn'])).toThrow(new Error(message));
});
