import { Token, Tokenization } from 'aws-cdk-lib';
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
