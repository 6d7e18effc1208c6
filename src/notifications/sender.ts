import { Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ses from 'aws-cdk-lib/aws-ses';
import { Env } from '../contract/environment';
import { invalid } from '../internal/checked-props';

/** The sender of an email. */
export interface Sender {
  readonly address: string;
  /** Name and address, encoded for an email header. */
  readonly header: string;
}

/** What an encoded word can hold: 75 characters minus `=?UTF-8?B??=`, in base64. @see RFC 2047, section 2 */
const MAX_NAME_BYTES = 45;
const ALLOWED_SENDER = "an address such as 'shop@example.com' or 'Shop <shop@example.com>', " +
  `with a name of at most ${MAX_NAME_BYTES} bytes`;

const NAME_AND_ADDRESS = /^([^<>\p{Cc}]*)<([^<>]+)>$/u;
const ADDRESS = /^[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+$/;
/** A name that needs no encoding in a header. Other characters could have a meaning there. */
const UNENCODED_NAME = /^[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+$/;
/** Stands in for a token while the form of an address is checked. A token can be a domain or a whole address. */
const STAND_IN = 'token.example';

/**
 * Reads a sender, such as `Shop <shop@example.com>`. Throws an error if the text is not a sender. The address may be or
 * contain a token. The name may not, because it may have to be encoded, and a token cannot be.
 */
export function readSender(text: string): Sender {
  const [, rawName = '', inBrackets] = NAME_AND_ADDRESS.exec(text) ?? [];
  const address = inBrackets ?? text;
  const name = rawName.trim().replace(/^"(.*)"$/, '$1');

  const isName = !Token.isUnresolved(name) && Buffer.byteLength(name) <= MAX_NAME_BYTES;
  if (!isAddress(address) || !isName) throw invalid('sender', withoutTokens(text), ALLOWED_SENDER);
  return { address, header: name ? `${encode(name)} <${address}>` : address };
}

function isAddress(text: string): boolean {
  const form = withoutTokens(text);
  return form === STAND_IN || ADDRESS.test(form);
}

const encode = (name: string): string =>
  UNENCODED_NAME.test(name) ? name : `=?UTF-8?B?${Buffer.from(name).toString('base64')}?=`;

function withoutTokens(text: string): string {
  const fragments = Tokenization.reverseString(text).mapTokens({ mapToken: () => STAND_IN });
  return fragments.join({ join: (left = '', right = '') => `${left}${right}` }) as string;
}

/** Lets a function send emails from a sender, and from nobody else. */
export function sendMail(fn: lambda.Function, { address, header }: Sender, set?: ses.IConfigurationSet): void {
  fn.addEnvironment(Env.MAIL_SENDER, header);
  if (set) fn.addEnvironment(Env.CONFIGURATION_SET, set.configurationSetName);
  // SES checks the permission on the sender's identity, which is the address or its domain; on the configuration set,
  // if there is one; and in the sandbox on the recipient's identity. So the condition restricts the sender's address.
  const resources = ['identity', 'configuration-set'];
  fn.addToRolePolicy(new iam.PolicyStatement({
    actions: ['ses:SendEmail'],
    resources: resources.map(resource => Stack.of(fn).formatArn({ service: 'ses', resource, resourceName: '*' })),
    conditions: { StringEquals: { 'ses:FromAddress': address } },
  }));
}
