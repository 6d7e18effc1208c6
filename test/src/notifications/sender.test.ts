/** Who mails come from, as the notifier's environment and permissions say it. */
import { CfnElement, CfnParameter, Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { OrderPipeline } from '../../../src';
import { Env } from '../../../src/contract/environment';
import { Synthesized, newStack } from '../../support/synth';

/** The header and the statement about SES that a sender makes; it may hold a value that only the deployment knows. */
function synthSender(senderOf: (later: string) => string) {
  const stack = newStack();
  const { notifications } = pipelineFrom(stack, senderOf);
  const synth = new Synthesized(stack);
  const statements = synth.statements(notifications.notifierFunction);
  return {
    header: synth.environment(notifications.notifierFunction)[Env.MAIL_SENDER],
    statements: statements.filter(({ Action }) => String(Action).startsWith('ses:')),
  };
}

function pipelineFrom(stack: Stack, senderOf: (later: string) => string): OrderPipeline {
  const sender = senderOf(new CfnParameter(stack, 'Later').valueAsString);
  return new OrderPipeline(stack, 'Orders', { notifications: { sender } });
}

/** The ARN of a resource of the account, by kind and name. */
const arnOf = (kind: string, name: string | object) => {
  const before = ['arn:', { Ref: 'AWS::Partition' }, ':ses:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }];
  const end = typeof name === 'string' ? [`:${kind}/${name}`] : [`:${kind}/`, name];
  return { 'Fn::Join': ['', [...before, ...end]] };
};

test.each([
  ['shop@example.com', 'shop@example.com'],
  ['<shop@example.com>', 'shop@example.com'],
  ['Shop <shop@example.com>', 'Shop <shop@example.com>'],
  ['Shop & Sons <shop@example.com>', 'Shop & Sons <shop@example.com>'],
  ['Müller <shop@example.com>', '=?UTF-8?B?TcO8bGxlcg==?= <shop@example.com>'],
  ['"Shop, Inc." <shop@example.com>', '=?UTF-8?B?U2hvcCwgSW5jLg==?= <shop@example.com>'],
])('mail comes from %s, as mail headers write it, and from nobody else', (sender, expected) => {
  const { header, statements } = synthSender(() => sender);
  expect(header).toBe(expected);
  expect(statements).toEqual([{
    Effect: 'Allow',
    Action: 'ses:SendEmail',
    Resource: [arnOf('identity', '*'), arnOf('configuration-set', '*')], // the default set of the identity
    Condition: { StringEquals: { 'ses:FromAddress': 'shop@example.com' } },
  }]);
});

test('with a configuration set, mail is sent with this one only', () => {
  const stack = newStack();
  const set = new ses.ConfigurationSet(stack, 'Set');
  const named = ses.ConfigurationSet.fromConfigurationSetName(stack, 'Named', 'orders');
  const resourcesOf = (id: string, configurationSet: ses.IConfigurationSet) => {
    const pipeline = new OrderPipeline(stack, id, { notifications: { sender: 'shop@example.com', configurationSet } });
    return () => new Synthesized(stack).statements(pipeline.notifications.notifierFunction)
      .find(({ Action }) => Action === 'ses:SendEmail')!.Resource;
  };
  const [ofSet, ofNamed] = [resourcesOf('Orders', set), resourcesOf('Others', named)];
  const ref = { Ref: stack.getLogicalId(set.node.defaultChild as CfnElement) };
  expect(ofSet()).toEqual([arnOf('identity', '*'), arnOf('configuration-set', ref)]);
  expect(ofNamed()).toEqual([arnOf('identity', '*'), arnOf('configuration-set', 'orders')]);
});

const LATER = { Ref: 'Later' };
const joined = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });

test.each<[string, (later: string) => string, unknown, unknown]>([
  ['an address', later => later, LATER, LATER],
  ['a domain', later => `orders@${later}`, joined('orders@', LATER), joined('orders@', LATER)],
  ['an address in brackets', later => `Müller <${later}>`, joined('=?UTF-8?B?TcO8bGxlcg==?= <', LATER, '>'), LATER],
  [
    'a part in brackets', later => `Shop <${later}@example.com>`,
    joined('Shop <', LATER, '@example.com>'), joined(LATER, '@example.com'),
  ],
])('mail comes from %s that only the deployment knows', (_, senderOf, expected, address) => {
  const { header, statements } = synthSender(senderOf);
  expect(header).toEqual(expected);
  expect(statements[0]!.Condition).toEqual({ StringEquals: { 'ses:FromAddress': address } });
});

test.each<[string, (later: string) => string]>([
  ['a name', later => `Shop ${later} <shop@example.com>`],
  ['what has no brackets', later => `Shop ${later}`],
  ['what has one bracket', later => `Shop <${later}`],
  ['what has something behind the brackets', later => `Shop <${later}> `],
  ['one of two addresses', later => `a@b.example,${later}`],
  ['a line of its own', later => `${later}\r\nBcc: all@example.com`],
])('mail cannot come from %s that only the deployment knows', (_, senderOf) => {
  const shown = JSON.stringify(senderOf('token.example'));
  const make = () => pipelineFrom(newStack(), senderOf);
  expect(make).toThrow(`sender is ${shown}; allowed: an address such as`);
});

test.each([
  '',
  'shop',
  'shop@localhost',
  'a@b.example,c',
  'Shop <shop@example.com',
  'shop@example.com>',
  'a@b.example, c@d.example',
  'shop@example.com\r\nBcc: all@example.com',
])('mail cannot come from %j', sender => {
  const allowed = 'an address such as \'shop@example.com\' or \'Shop <shop@example.com>\'';
  const make = () => pipelineFrom(newStack(), () => sender);
  expect(make).toThrow(`sender is ${JSON.stringify(sender)}; allowed: ${allowed}`);
});

test('a name has at most 45 bytes, which is what an encoded word holds', () => {
  const withName = (name: string) => pipelineFrom(newStack(), () => `${name} <shop@example.com>`);
  expect(() => withName('ü'.repeat(22))).not.toThrow();
  expect(() => withName('ü'.repeat(23))).toThrow('with a name of at most 45 bytes');
});
