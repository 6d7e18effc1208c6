import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import * as fc from 'fast-check';
import { OrderDeadLetterQueue } from '../../../../lambda/adapters/queue/order-dead-letter-queue';
import { RefusalReason } from '../../../../src/contract/intake';
import { StubClient } from '../../../support/world/stub-client';

const MIB = 1024 * 1024;

interface Sent {
  readonly MessageBody: string;
  readonly MessageAttributes: Record<string, MessageAttributeValue>;
}

/** What SQS counts: the body, and of each attribute the name, the type and the value. */
const sizeOf = ({ MessageBody, MessageAttributes }: Sent) =>
  Object.entries(MessageAttributes).reduce((sum, [name, { DataType, StringValue }]) =>
    sum + Buffer.byteLength(name + DataType + StringValue), Buffer.byteLength(MessageBody));

/** Refuses a message on a queue that takes what SQS takes. */
async function refuse(body: string, detail = 'why'): Promise<Sent[]> {
  const client = new StubClient();
  const sent = client.answer({
    SendMessage: input => {
      if (sizeOf(input as unknown as Sent) > MIB) throw new Error('InvalidParameterValue: Message must be shorter');
      return {};
    },
  });
  const queue = new OrderDeadLetterQueue(client.as(), 'url');
  await queue.refuse({ messageId: 'm-1', body }, RefusalReason.TOO_LARGE, detail);
  return sent.map(({ input }) => input as unknown as Sent);
}

const textsOf = ({ MessageAttributes }: Sent) =>
  Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]));

const REASON = { Reason: 'ORDER_TOO_LARGE', OriginalMessageId: 'm-1' };
const SPACE = 'ReasonStringORDER_TOO_LARGEOriginalMessageIdStringm-1'.length;

test('a message goes whole, with reason and detail', async () => {
  const [sent, ...more] = await refuse('{');
  expect([sent!.MessageBody, textsOf(sent!), more]).toEqual(['{', { ...REASON, Detail: 'why' }, []]);
});

test('fault 22: a message that is too large together with its detail goes whole, with its reason', async () => {
  const body = 'x'.repeat(MIB - SPACE);
  const [sent, ...more] = await refuse(body);
  expect([sent!.MessageBody === body, textsOf(sent!), more]).toEqual([true, REASON, []]);
});

test.each(['x', 'ä', '€', '😀'])('fault 22: 1 MiB of %s goes in numbered parts, and nothing is lost', async text => {
  for (const start of ['', ' ', '  ', '   ']) { // the cut falls on each byte of a character
    const body = start + text.repeat((MIB - start.length) / Buffer.byteLength(text));
    const sent = await refuse(body);
    expect(sent.map(textsOf)).toEqual([{ ...REASON, Part: '1/2' }, { ...REASON, Part: '2/2' }]);
    expect(sent.map(({ MessageBody }) => MessageBody).join('') === body).toBe(true);
  }
});

test('whatever the detail is, SQS takes it: short, without control characters and half surrogate pairs', async () => {
  // eslint-disable-next-line no-control-regex
  const refused = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;
  const cutInTwo = `${'x'.repeat(1_999)}😀`;
  const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map(codes => String.fromCharCode(...codes));
  await fc.assert(fc.asyncProperty(fc.oneof(fc.constantFrom('', cutInTwo, '\ud800'), units), async detail => {
    const { Detail } = textsOf((await refuse('{', detail))[0]!);
    expect(Detail).not.toMatch(refused);
    expect(Detail!.length).toBeGreaterThan(0);
    expect(Detail!.length).toBeLessThanOrEqual(2_000);
  }));
});
