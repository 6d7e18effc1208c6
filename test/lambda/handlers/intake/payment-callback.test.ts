/** Callbacks of a payment system, and what becomes of their orders. */
import { createHmac } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { CallbackSecret } from '../../../../lambda/adapters/api/callback-secret';
import { CommandRequests } from '../../../../lambda/adapters/api/command-requests';
import { PaymentCallbacks } from '../../../../lambda/adapters/api/payment-callbacks';
import { CallbackGateway } from '../../../../lambda/adapters/payment/callback/gateway';
import { Provider } from '../../../../lambda/adapters/payment/provider';
import { OrderQueue } from '../../../../lambda/adapters/queue/order-queue';
import { OrderStarter } from '../../../../lambda/adapters/workflow/order-starter';
import type { Runs } from '../../../../lambda/adapters/workflow/runs';
import { paymentCallback } from '../../../../lambda/handlers/intake/payment-callback';
import type { PaymentMessage } from '../../../../src/contract/payment/payment-callback';
import { reportPayment } from '../../../support/given/client-commands';
import { TOTAL, anOrder } from '../../../support/given/orders';
import { throttled } from '../../../support/world/intake';
import { type Call, StubClient } from '../../../support/world/stub-client';
import { ACTIONS, run } from '../../../support/world/workflow';
import { USUAL_TERMS, newWorld, world } from '../../../support/world/world';

const SECRET = 'the secret of the shop';
const HOUR = 60 * 60_000;
const ORDER = anOrder();
const sqs = new StubClient();
const secrets = new StubClient();
let sent: PaymentMessage[];
let queued: readonly Call[];
let handler: ReturnType<typeof paymentCallback>;

beforeEach(async () => {
  newWorld({ MUG: 10, PEN: 10 });
  sent = [];
  world.provider = new Provider(new CallbackGateway({
    send: async message => void sent.push(message),
    keyLife: 24 * HOUR,
    pendingFor: USUAL_TERMS.pendingFor,
    now: world.now,
  }), world.clock);
  queued = sqs.answer({ SendMessage: () => ({}) });
  secrets.answer({ GetSecretValue: () => ({ SecretString: SECRET }) });
  handler = paymentCallback({
    callbacks: new PaymentCallbacks({
      now: world.now,
      secret: new CallbackSecret({ client: secrets.as(), secretArn: 'arn:secret', now: world.now }),
      requests: new CommandRequests({
        commands: world.commands,
        queue: new OrderQueue(sqs.as(), 'https://queue.example.com/orders'),
        count: world.count,
      }),
    }),
  });
  await ACTIONS.place(ORDER);
});

interface Changes {
  readonly headers?: Record<string, string[]>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** Posts a body, signed. */
async function post(content: unknown, changes: Changes = {}) {
  const body = typeof content === 'string' ? content : JSON.stringify(content);
  const timestamp = String(Math.floor(world.now().getTime() / 1_000));
  const signature = `v1=${createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex')}`;
  const { statusCode, headers, body: answer } = await handler({
    body,
    isBase64Encoded: false,
    multiValueHeaders: { 'x-timestamp': [timestamp], 'X-SIGNATURE': [signature] },
    requestContext: { path: '/live/payments/callback' },
    ...('headers' in changes && { multiValueHeaders: changes.headers }),
    ...('body' in changes && { body: changes.body, isBase64Encoded: changes.isBase64Encoded }),
  } as unknown as APIGatewayProxyEvent);
  return { statusCode, headers, ...JSON.parse(answer) as { code?: string; title?: string; problems?: object[] } };
}

const SUCCEEDED = { status: 'succeeded', reference: 'bank-1' } as const;
const DECLINED = { status: 'declined', code: 'NO_FUNDS' } as const;
const about = (message: Pick<PaymentMessage, 'key'>, answer: object = SUCCEEDED, more: object = {}) =>
  ({ version: 1, orderId: 'A-1', key: message.key, answer, ...more });

const load = async () => world.orders.loadOrder('A-1');
const typesOf = async () => (await load()).history.events.map(({ event }) => event.type);
const statusOf = async () => (await load()).state.status;

/** The order waits for the answer to its payment. */
async function waiting(): Promise<PaymentMessage> {
  expect(await run(ORDER, 'run-1')).toBe('Awaiting');
  return sent[0]!;
}

test('an order that waits goes on when its payment is answered', async () => {
  const message = await waiting();
  expect(message).toMatchObject({
    version: 1,
    operation: 'authorize',
    amount: TOTAL,
    currency: 'GBP',
    answerBefore: new Date(world.now().getTime() + USUAL_TERMS.pendingFor).toISOString(),
  });
  const answer = await post(about(message, SUCCEEDED, { id: 'evt:1', amount: TOTAL, currency: 'GBP' }));
  expect(answer).toMatchObject({
    statusCode: 202, commandId: 'evt:1', status: 'ACCEPTED', headers: { location: '/live/orders/A-1/commands/evt%3A1' },
  });
  expect(queued.map(({ input }) => input.MessageBody)).toEqual(['{"run":"A-1"}']);
  expect(await run(ORDER, 'run-2')).toBe('Confirmed');
  expect(sent).toHaveLength(1);
  expect((await load()).history.events.find(({ event }) => event.type === 'PaymentCaptured')!.actor)
    .toBe('payment-callback');
});

test('an order whose payment is declined is cancelled, and its stock released', async () => {
  const message = await waiting();
  expect((await post(about(message, DECLINED))).statusCode).toBe(202);
  expect(await run(ORDER, 'run-2')).toBe('Failed');
  expect(await statusOf()).toBe('CANCELLED');
  expect(sent).toHaveLength(1);
});

describe('fault 7, fault 43: an answer', () => {
  test('that comes before the run waits is taken, and the run goes on with it', async () => {
    world.provider = new Provider(new CallbackGateway({
      send: async message => {
        sent.push(message);
        expect((await post(about(message))).statusCode).toBe(202);
      },
      keyLife: 24 * HOUR,
      pendingFor: USUAL_TERMS.pendingFor,
      now: world.now,
    }), world.clock);
    expect(await run(ORDER, 'run-1')).toBe('Confirmed');
    expect(sent).toHaveLength(1);
  });

  test('that comes twice has one outcome, and starts the order each time, because a message may be lost', async () => {
    const message = await waiting();
    const [first, second] = await Promise.all([post(about(message)), post(about(message))]);
    expect([first.statusCode, second.statusCode]).toEqual([202, 202]);
    expect((await post(about(message))).statusCode).toBe(202);
    expect((await typesOf()).filter(type => type === 'PaymentCaptured')).toHaveLength(1);
    expect(queued).toHaveLength(3);
  });

  test('with an id that was used for another one is refused', async () => {
    const message = await waiting();
    await post(about(message, SUCCEEDED, { id: 'evt-1' }));
    expect(await post(about(message, DECLINED, { id: 'evt-1' })))
      .toMatchObject({ statusCode: 409, code: 'COMMAND_ID_CONFLICT' });
  });

  test('of success after one of decline is recorded, and the money given back', async () => {
    const message = await waiting();
    await post(about(message, DECLINED));
    await run(ORDER, 'run-2');
    expect((await post(about(message))).statusCode).toBe(202);
    await run(ORDER, 'run-3');
    expect(sent.map(({ operation }) => operation)).toEqual(['authorize', 'refund']);
    expect((await post(about(sent[1]!, { status: 'succeeded', reference: 'bank-2' }))).statusCode).toBe(202);
    const { state } = await load();
    expect(state.payments).toMatchObject([{ captured: TOTAL, refunded: TOTAL }]);
    expect(state.status).toBe('CANCELLED');
  });

  test('of decline after one of success changes nothing', async () => {
    const message = await waiting();
    await post(about(message));
    const before = await typesOf();
    expect((await post(about(message, DECLINED))).statusCode).toBe(202);
    expect(await typesOf()).toEqual(before);
    expect(await run(ORDER, 'run-2')).toBe('Confirmed');
  });

  test('of success and one of decline at once have one order', async () => {
    const message = await waiting();
    const answers = await Promise.all([post(about(message, DECLINED)), post(about(message))]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202]);
    await run(ORDER, 'run-2');
    await run(ORDER, 'run-3');
    const { state: { payments: [payment] = [], status } } = await load();
    // Whichever came first, no money is kept for an order that is cancelled.
    expect(status === 'CONFIRMED' || sent.some(({ operation }) => operation === 'refund')).toBe(true);
    expect(payment!.captured).toBe(TOTAL);
  });
});

describe('fault 32: a payment that nobody answers', () => {
  beforeEach(async () => {
    await waiting();
    world.clock.pass(USUAL_TERMS.pendingFor + 1);
  });

  test('is given up in time: the system is told to stop it, the stock is released', async () => {
    expect(await run(ORDER, 'run-2')).toBe('Failed');
    expect(await statusOf()).toBe('CANCELLED');
    expect(sent.map(({ operation }) => operation)).toEqual(['authorize', 'void']);
    expect(await typesOf()).toEqual(expect.arrayContaining(['PaymentDeclined', 'PaymentVoided', 'StockReleased']));
  });

  test('and that is made after all is recorded, and the money given back', async () => {
    await run(ORDER, 'run-2');
    expect((await post(about(sent[0]!))).statusCode).toBe(202);
    await run(ORDER, 'run-3');
    expect(sent.map(({ operation }) => operation)).toEqual(['authorize', 'void', 'refund']);
  });

  test('and whose answer comes in the moment before it is given up is taken', async () => {
    await post(about(sent[0]!));
    expect(await run(ORDER, 'run-2')).toBe('Confirmed');
  });
});

test('fault 44: a refund that is refused parks the order for a person, who can have it asked for again', async () => {
  const message = await waiting();
  await post(about(message, DECLINED));
  await run(ORDER, 'run-2');
  await post(about(message));
  await run(ORDER, 'run-3');
  expect((await post(about(sent[1]!, DECLINED))).statusCode).toBe(202);
  const start = jest.fn(async () => ({ answer: 'started', execution: 'run-4' } as const));
  const starter = new OrderStarter({
    now: world.now,
    orders: world.orders,
    runs: { start } as unknown as Runs,
    running: { reserve: async () => undefined },
  });
  for (let nth = 1; nth <= 3; nth++) expect(await starter.lookAt('A-1')).toBe(true);
  expect(start).not.toHaveBeenCalled();
  expect((await load()).state.parked).toEqual({ step: 'ReportPayment', error: 'PaymentRequestRefused' });
  expect((await typesOf()).slice(-2)).toEqual(['RefundFailed', 'OrderParked']);
  await ACTIONS.retry(ORDER);
  expect(await starter.lookAt('A-1')).toBe(true);
  expect(start).toHaveBeenCalledTimes(1);
});

test('a person who looked at the books reports what became of a parked payment, and the order goes on', async () => {
  world.provider = new Provider({
    keyLife: HOUR,
    ask: async () => { throw new Error('no answer'); },
    lookUp: async () => ({ status: 'notFound' }),
  }, world.clock);
  expect(await run(ORDER, 'run-1')).toEqual({ parked: 'PaymentOutcomeUnknown' });
  world.clock.pass(25 * HOUR);
  expect(await run(ORDER, 'run-2')).toEqual({ parked: 'PaymentKeyExpired' });
  const { state: { payments: [payment] = [] } } = await load();
  const { data } = reportPayment({ key: payment!.key });
  expect(await world.commands.carryOut({ ...reportPayment(), data })).toMatchObject({ kind: 'accepted' });
  expect(await run(ORDER, 'run-3')).toBe('Confirmed');
});

test('a request that may not have been sent is sent again with its key, as long as the key lives', async () => {
  let isDown = true;
  const gateway = new CallbackGateway({
    send: async message => {
      sent.push(message);
      if (isDown) throw new Error('no answer');
    },
    keyLife: 24 * HOUR,
    pendingFor: USUAL_TERMS.pendingFor,
    now: world.now,
  });
  world.provider = new Provider(gateway, world.clock);
  expect(await run(ORDER, 'run-1')).toEqual({ parked: 'PaymentOutcomeUnknown' });
  isDown = false;
  world.clock.pass(HOUR);
  expect(await run(ORDER, 'run-2')).toBe('Awaiting');
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
  await post(about(sent[0]!));
  expect(await run(ORDER, 'run-3')).toBe('Confirmed');
});

describe('an answer about other money is refused, and changes nothing:', () => {
  test.each([
    ['another amount', { amount: TOTAL - 1 }, 'AMOUNT_MISMATCH'],
    ['another currency', { currency: 'EUR' }, 'CURRENCY_MISMATCH'],
    ['another amount in the answer', { answer: { ...SUCCEEDED, amount: 1 } }, 'AMOUNT_MISMATCH'],
    ['another amount of a decline', { answer: DECLINED, amount: 1 }, 'AMOUNT_MISMATCH'],
    ['an unknown key', { key: '00000000-0000-5000-8000-000000000000' }, 'PAYMENT_UNKNOWN'],
    ['an unknown outcome', { answer: { status: 'unknown', reason: 'maintenance' } }, 'OUTCOME_UNKNOWN'],
  ])('%s', async (_, changes, code) => {
    const message = await waiting();
    const before = await typesOf();
    expect(await post({ ...about(message), ...changes })).toMatchObject({ statusCode: 409, code });
    expect(await typesOf()).toEqual(before);
    expect(queued).toEqual([]);
  });
});

test('an answer that is still pending does not make the order wait longer', async () => {
  const message = await waiting();
  const before = await typesOf();
  expect((await post(about(message, { status: 'pending', reference: 'bank-1' }))).statusCode).toBe(202);
  expect(await typesOf()).toEqual(before);
});

describe('fault 7: a forged callback gets one and the same answer, and changes nothing:', () => {
  const now = () => String(Math.floor(world.now().getTime() / 1_000));
  const sign = (timestamp: string, body: string, secret = SECRET) =>
    `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

  test.each<[string, (body: string) => Record<string, string[]> | undefined]>([
    ['no headers', () => ({})],
    ['headers that are not there', () => undefined],
    ['no signature', () => ({ 'X-Timestamp': [now()] })],
    ['no time', body => ({ 'X-Signature': [sign(now(), body)] })],
    ['another secret', body => ({ 'X-Timestamp': [now()], 'X-Signature': [sign(now(), body, 'another secret, too')] })],
    ['another body', () => ({ 'X-Timestamp': [now()], 'X-Signature': [sign(now(), '{}')] })],
    ['an old time', body => {
      const old = String(Number(now()) - 301);
      return { 'X-Timestamp': [old], 'X-Signature': [sign(old, body)] };
    }],
    ['two times', body => ({ 'X-Timestamp': [now(), '1'], 'X-Signature': [sign(now(), body)] })],
  ])('%s', async (_, headersOf) => {
    const message = await waiting();
    const before = await typesOf();
    const body = JSON.stringify(about(message));
    const { headers: __, ...problem } = await post(body, { headers: headersOf(body) });
    expect(problem).toEqual({
      statusCode: 401,
      status: 401,
      type: 'about:blank',
      code: 'SIGNATURE_INVALID',
      title: 'the request is not signed with the secret, or not within 300 seconds',
      problems: [],
    });
    expect(await typesOf()).toEqual(before);
  });

  test('what was overheard and is sent again has the first outcome, and none after 300 seconds', async () => {
    const message = await waiting();
    const body = JSON.stringify(about(message));
    const headers = { 'X-Timestamp': [now()], 'X-Signature': [sign(now(), body)] };
    await post(body, { headers });
    const before = await typesOf();
    world.clock.pass(299_000);
    expect((await post(body, { headers })).statusCode).toBe(202);
    world.clock.pass(2_000);
    expect((await post(body, { headers })).statusCode).toBe(401);
    expect(await typesOf()).toEqual(before);
  });

  test('a new secret counts at once, if the last look at it was a minute ago', async () => {
    const message = await waiting();
    const body = JSON.stringify(about(message));
    await post('{}');
    const rotated = 'the new secret of the shop';
    secrets.answer({
      GetSecretValue: ({ VersionStage }) =>
        ({ SecretString: VersionStage === 'AWSCURRENT' ? rotated : SECRET }),
    });
    const forged = `v1=${'0'.repeat(64)}`;
    const signed = () => ({ 'X-Timestamp': [now()], 'X-Signature': [forged, sign(now(), body, rotated)] });
    expect((await post(body, { headers: signed() })).statusCode).toBe(401);
    world.clock.pass(60_000);
    expect((await post(body, { headers: signed() })).statusCode).toBe(202);
    expect((await post(body)).statusCode).toBe(202); // the previous one counts, too
  });
});

describe('a body', () => {
  test('may come in Base64, as from an API with binary types', async () => {
    const body = JSON.stringify(about(await waiting()));
    const answer = await post(body, { body: Buffer.from(body).toString('base64'), isBase64Encoded: true });
    expect(answer.statusCode).toBe(202);
  });

  test('of more than 16 KiB is refused before its signature is checked', async () => {
    expect(await post('x'.repeat(16 * 1024 + 1), { headers: {} }))
      .toMatchObject({ statusCode: 413, code: 'COMMAND_TOO_LARGE' });
  });

  test.each<[string, unknown, string[]]>([
    ['nothing', '', ['MALFORMED_JSON']],
    ['no object', [], ['WRONG_TYPE']],
    ['no fields', {}, ['MISSING', 'MISSING', 'MISSING', 'MISSING']],
    ['another version', { ...about({ key: '' }), version: 2 }, ['COMMAND_VERSION_UNKNOWN', 'PAYMENT_KEY_INVALID']],
    ['an unknown field', { ...about({ key: '' }), status: 1 }, ['PAYMENT_KEY_INVALID', 'UNKNOWN_FIELD']],
  ])('fault 27: with %s is answered with its problems', async (_, body, codes) => {
    const { statusCode, problems } = await post(body);
    expect(statusCode).toBe(400);
    expect(problems!.map(problem => (problem as { code: string }).code).sort()).toEqual([...codes].sort());
  });
});

test('an order that is not on record is not found', async () => {
  const message = await waiting();
  const answer = { ...about(message), orderId: 'A-2' };
  expect(await post(answer)).toMatchObject({ statusCode: 404, code: 'ORDER_NOT_FOUND' });
});

test('a queue that does not answer is a 503, and the repeated callback starts the order', async () => {
  const message = await waiting();
  sqs.answer({ SendMessage: () => { throw throttled(); } });
  expect((await post(about(message))).statusCode).toBe(503);
  const again = sqs.answer({ SendMessage: () => ({}) });
  expect((await post(about(message))).statusCode).toBe(202);
  expect(again).toHaveLength(1);
});

test('a secret that cannot be read is a 503', async () => {
  secrets.answer({ GetSecretValue: () => { throw throttled(); } });
  expect((await post(about(await waiting()))).statusCode).toBe(503);
});
