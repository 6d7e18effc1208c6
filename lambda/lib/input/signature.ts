import { createHmac, timingSafeEqual } from 'node:crypto';

/** A request that says who sent it by a signature. All texts are as they were received. */
export interface SignedRequest {
  /** When it was signed: seconds since 1970, in decimal digits. */
  readonly timestamp: string;
  /** Signatures with commas between them, each as `v1={hexadecimal HMAC-SHA256}`. One has to be right. */
  readonly signature: string;
  readonly body: Buffer;
}

export interface SignatureRules {
  /** The keys, of which any may have signed the request. */
  readonly keys: readonly Buffer[];
  readonly now: Date;
  /** How far the time of the signature may be from `now`, in milliseconds, both ways. */
  readonly tolerance: number;
}

/** A sender that changes its key signs with the old and the new one. More than a few are no rotation. */
const MAX_SIGNATURES = 4;

/** Up to the year 33658. */
const SECONDS = /^\d{1,12}$/;
const SIGNATURE = /^v1=([0-9a-f]{64})$/i;

/** What is signed: the time is part of it, so a request that was overheard cannot be sent again later. */
export const signatureOf = ({ timestamp, body }: Pick<SignedRequest, 'timestamp' | 'body'>, key: Buffer): Buffer =>
  createHmac('sha256', key).update(`${timestamp}.`).update(body).digest();

/**
 * Whether one of the keys signed a request, and not long ago. It compares in constant time, and each signature with
 * each key, so its duration does not tell how close a forged signature comes.
 */
export function isSigned(request: SignedRequest, { keys, now, tolerance }: SignatureRules): boolean {
  const { timestamp, signature } = request;
  if (!SECONDS.test(timestamp)) return false;
  if (Math.abs(Number(timestamp) * 1_000 - now.getTime()) > tolerance) return false;
  const parts = signature.split(',', MAX_SIGNATURES + 1).map(part => SIGNATURE.exec(part.trim())?.[1]);
  if (parts.length > MAX_SIGNATURES) return false;
  // A part of another form, such as `v2=…`, is one of a later version.
  const given = parts.filter(part => part !== undefined).map(hex => Buffer.from(hex, 'hex'));
  const expected = keys.map(key => signatureOf(request, key));
  return given.flatMap(one => expected.map(other => timingSafeEqual(one, other))).some(isEqual => isEqual);
}
