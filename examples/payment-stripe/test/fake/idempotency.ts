/**
 * Idempotency keys as https://docs.stripe.com/api/idempotent_requests describes them: the first result is stored, a 500
 * included; other parameters under a key are refused; so is a key whose first request still runs; keys are forgotten
 * after 24 hours.
 */
import type { Clock } from './clock';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const DAY = 24 * 60 * 60_000;

interface Entry {
  readonly request: string;
  readonly since: number;
  reply?: Reply;
}

export class IdempotencyKeys {
  private readonly entries = new Map<string, Entry>();

  public constructor(private readonly clock: Clock) {}

  public forgetAll(): void {
    this.entries.clear();
  }

  public async once(key: string, request: string, execute: () => Promise<Reply>): Promise<Reply> {
    const known = this.entries.get(key);
    if (known && this.clock.now() - known.since < DAY) return replyAgain(known, request);
    const entry: Entry = { request, since: this.clock.now() };
    this.entries.set(key, entry);
    entry.reply = await execute();
    return entry.reply;
  }
}

function replyAgain({ request: first, reply }: Entry, request: string): Reply {
  const message = 'An error about an idempotency key.';
  if (first !== request) return { status: 400, body: { error: { type: 'idempotency_error', message } } };
  if (reply) return { ...reply, headers: { ...reply.headers, 'idempotent-replayed': 'true' } };
  return { status: 409, body: { error: { type: 'idempotency_error', code: 'idempotency_key_in_use', message } } };
}
