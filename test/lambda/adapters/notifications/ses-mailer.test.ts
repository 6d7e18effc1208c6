import { SesMailer } from '../../../../lambda/adapters/notifications/ses-mailer';
import { StubClient } from '../../../support/world/stub-client';

const MAIL = { subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };

async function sent(orderId: string, configurationSet?: string) {
  const client = new StubClient();
  const calls = client.answer({ SendEmail: () => ({ MessageId: 'mail-1' }) });
  const mailer = new SesMailer({ client: client.as(), sender: 'shop@example.com', configurationSet });
  expect(await mailer.send(MAIL, { address: 'ada@example.com', orderId })).toBe('mail-1');
  return calls[0]!.input;
}

test('fault 13: a bounce is told by the configuration set, with the order', async () => {
  expect(await sent('A-1', 'orders')).toMatchObject({
    ConfigurationSetName: 'orders', Tags: [{ Name: 'orderId', Value: 'A-1' }],
  });
});

test('without a configuration set, SES takes that of the identity', async () => {
  expect((await sent('A-1')).ConfigurationSetName).toBeUndefined();
});

test.each(['A 1', 'A.1', 'ä', 'x'.repeat(257)])('the id %j cannot be a tag, and is none', async id => {
  expect((await sent(id)).Tags).toEqual([]);
});
