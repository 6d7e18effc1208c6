/** A server that behaves like Stripe's API, for the calls of this example. */
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Account, Refused } from './account';
import { Clock } from './clock';
import { type Form, parseForm, text, texts } from './form';
import { IdempotencyKeys, type Reply } from './idempotency';
import { SearchIndex } from './search';
import type { StripeAddress } from '../../payment/client';

/** What goes wrong with the next request that changes something: before it is executed, or after it. */
export type Fault =
  'lostBefore' | 'lostAfter' | 'errorBefore' | 'errorAfter' | 'garbage' | 'slow' | keyof typeof REFUSALS;

/** PaymentMethods with which something always goes wrong. Stripe has no such ones. */
const FAULTY: Readonly<Record<string, Fault>> =
  { pm_fake_lost: 'lostAfter', pm_fake_slow: 'slow', pm_fake_error: 'errorAfter' };

/** How long a slow payment takes, in ms. */
export const SLOW = 1_000;

/** Refusals before the request is executed. Stripe stores none of them. */
const REFUSALS = {
  rateLimit: { status: 429, code: 'rate_limit' },
  lockTimeout: { status: 429, code: 'lock_timeout', headers: { 'stripe-should-retry': 'true' } },
  wrongKey: { status: 401, code: undefined },
  wrongRequest: { status: 400, code: 'parameter_unknown' },
};

export class StripeServer {
  public readonly account: Account;
  public readonly search: SearchIndex;
  public readonly keys: IdempotencyKeys;
  /** The faults of the next changes, in order. */
  public readonly faults: Fault[] = [];
  /** Each request that came: method and path. */
  public readonly requests: string[] = [];
  private held?: { readonly arrived: () => void; readonly release: Promise<void> };
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  public constructor(public readonly clock = new Clock()) {
    this.account = new Account(clock);
    this.search = new SearchIndex(clock);
    this.keys = new IdempotencyKeys(clock);
  }

  public async start(): Promise<StripeAddress> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    return { host: '127.0.0.1', port: (this.server.address() as AddressInfo).port, protocol: 'http' };
  }

  public async stop(): Promise<void> {
    const closed = new Promise(resolve => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** Lets the next change run until `release` is called. */
  public holdNext(): { readonly arrived: Promise<void>; readonly release: () => void } {
    let release!: () => void;
    const released = new Promise<void>(resolve => { release = resolve; });
    const arrived = new Promise<void>(resolve => { this.held = { arrived: resolve, release: released }; });
    return { arrived, release };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { pathname, searchParams } = new URL(request.url!, 'http://stripe');
    this.requests.push(`${request.method} ${pathname}`);
    const reply = request.method === 'GET'
      ? expanding(searchParams.toString(), form => this.read(pathname, form))
      : await this.change(pathname, body, String(request.headers['idempotency-key'] ?? ''));
    if (reply === 'lost') return void request.socket.destroy();
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  }

  private async change(path: string, body: string, key: string): Promise<Reply | 'lost'> {
    const fault = this.faults.shift() ?? FAULTY[text(parseForm(body).payment_method)];
    if (fault === 'lostBefore') return 'lost';
    if (fault && fault in REFUSALS) {
      const { code, ...reply } = REFUSALS[fault as keyof typeof REFUSALS];
      return { ...reply, body: { error: { type: 'invalid_request_error', code } } };
    }
    const reply = await this.keys.once(key, `${path}?${body}`, async () => {
      const { held } = this;
      this.held = undefined;
      held?.arrived();
      await held?.release;
      if (fault === 'slow') await pause(SLOW);
      if (fault === 'errorBefore') return SERVER_ERROR;
      const done = expanding(body, form => this.execute(path, form));
      return fault === 'errorAfter' ? SERVER_ERROR : done;
    });
    if (fault === 'lostAfter') return 'lost';
    return fault === 'garbage' ? { status: 200, body: '<html>Bad gateway</html>' } : reply;
  }

  private execute(path: string, form: Form): unknown {
    const [, resource, id = '', action] = path.split('/').slice(1);
    if (resource === 'refunds') return this.account.refund(form);
    if (!id) return this.account.create(form);
    const payment = this.account.payment(id);
    return action === 'capture' ? this.account.capture(payment, form) : this.account.cancel(payment);
  }

  private read(path: string, form: Form): unknown {
    const [, resource, id] = path.split('/').slice(1);
    const { payments, refunds } = this.account;
    if (id === 'search') {
      return { object: 'search_result', has_more: false, data: this.search.find(payments, text(form.query)) };
    }
    if (resource === 'refunds') {
      const ofPayment = refunds.filter(one => one.payment_intent === text(form.payment_intent));
      return id ? refunds.find(refund => refund.id === id) : page(ofPayment, form);
    }
    if (id) return this.account.payment(id);
    const from = Number((form.created as Form).gte);
    return page(payments.filter(({ created }) => created >= from), form);
  }
}

/** Newest first, as Stripe lists. */
function page<T extends { readonly id: string }>(all: readonly T[], { limit, starting_after }: Form): unknown {
  const newest = [...all].reverse();
  const start = starting_after ? newest.findIndex(({ id }) => id === starting_after) + 1 : 0;
  const data = newest.slice(start, start + Number(limit));
  return { object: 'list', url: '/', data, has_more: start + data.length < newest.length };
}

const SERVER_ERROR: Reply = {
  status: 500,
  body: { error: { type: 'api_error', message: 'Something went wrong.' } },
  headers: { 'stripe-should-retry': 'false' },
};

/** Runs a request. Stripe shows a payment's charge only to who asks for it. */
function expanding(parameters: string, run: (form: Form) => unknown): Reply {
  const form = parseForm(parameters);
  const hasCharge = Object.values(texts(form.expand)).includes('latest_charge');
  try {
    const body = structuredClone(run(form)) as { latest_charge?: { readonly id: string } | string };
    if (!hasCharge && typeof body.latest_charge === 'object') body.latest_charge = body.latest_charge?.id;
    return { status: 200, body };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: error.status, body: { error: structuredClone(error.error) } };
  }
}
