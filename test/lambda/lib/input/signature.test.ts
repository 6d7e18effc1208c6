import { createHmac } from 'node:crypto';
import { type SignedRequest, isSigned } from '../../../../lambda/lib/input/signature';

const NOW = new Date('2026-11-24T17:00:00.000Z');
const KEY = Buffer.from('the secret of the shop');
const OTHER = Buffer.from('the secret of yesterday');
const TIMESTAMP = String(NOW.getTime() / 1_000);
const BODY = Buffer.from('{"pound":"£"}');

const hmac = (text: string | Buffer, key = KEY) => createHmac('sha256', key).update(text).digest('hex');
const RIGHT = `v1=${hmac(`${TIMESTAMP}.{"pound":"£"}`)}`;
const signed = (changes: Partial<SignedRequest>, keys = [KEY]) =>
  isSigned({ timestamp: TIMESTAMP, signature: RIGHT, body: BODY, ...changes }, { keys, now: NOW, tolerance: 300_000 });

/** The request, signed so many seconds from now. */
const signedAt = (seconds: number) => {
  const timestamp = String(NOW.getTime() / 1_000 + seconds);
  return signed({ timestamp, signature: `v1=${hmac(`${timestamp}.{"pound":"£"}`)}` });
};

test('what the key signed is signed', () => {
  expect(signed({})).toBe(true);
  expect(isSigned({
    timestamp: '1795539600',
    signature: 'v1=b2a66ea2affaba3fb92f791682abac67eb048ad0b38e13b80c3b97122ec04131', // by openssl
    body: Buffer.from('{}'),
  }, { keys: [Buffer.from('0123456789abcdef')], now: NOW, tolerance: 300_000 })).toBe(true);
});

test.each([
  ['another body', { body: Buffer.from('{"pound":"$"}') }],
  ['the same text in another encoding', { body: Buffer.from('{"pound":"£"}', 'latin1') }],
  ['no body', { body: Buffer.alloc(0) }],
  ['another time', { timestamp: String(NOW.getTime() / 1_000 + 1) }],
  ['no time', { timestamp: '' }],
  ['two times', { timestamp: `${TIMESTAMP},${TIMESTAMP}` }],
  ['a time in milliseconds', { timestamp: `${TIMESTAMP}000` }],
  ['a time with a sign', { timestamp: `+${TIMESTAMP}` }],
  ['a time with a fraction', { timestamp: `${TIMESTAMP}.0` }],
  ['no signature', { signature: '' }],
  ['a signature that is too short', { signature: RIGHT.slice(0, -1) }],
  ['a signature that is too long', { signature: `${RIGHT}0` }],
  ['no version', { signature: RIGHT.slice(3) }],
  ['another version', { signature: RIGHT.replace('v1', 'v2') }],
  ['a signature in Base64', { signature: `v1=${Buffer.from(RIGHT.slice(3), 'hex').toString('base64')}` }],
  ['a signature without the time', { signature: `v1=${hmac(BODY)}` }],
  ['five signatures', { signature: [RIGHT, RIGHT, RIGHT, RIGHT, RIGHT].join(',') }],
])('%s is not signed', (_, changes) => {
  expect(signed(changes)).toBe(false);
});

test.each([[0, true], [-300, true], [300, true], [-301, false], [301, false], [-86_400, false]])(
  'fault 7: a signature of %i seconds from now counts: %s', (seconds, counts) => {
    expect(signedAt(seconds)).toBe(counts);
  });

test('during a rotation any of the keys counts, and any of the signatures', () => {
  const byOther = `v1=${hmac(`${TIMESTAMP}.{"pound":"£"}`, OTHER)}`;
  expect(signed({ signature: byOther }, [KEY, OTHER])).toBe(true);
  expect(signed({ signature: byOther }, [KEY])).toBe(false);
  expect(signed({ signature: `${byOther}, ${RIGHT}` })).toBe(true);
  expect(signed({ signature: `v2=new,${RIGHT.toUpperCase().replace('V1', 'v1')}` })).toBe(true);
  expect(signed({}, [])).toBe(false);
});
