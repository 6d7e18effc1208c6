import { connect } from 'node:net';
import { START_TIMEOUT_MS, eventually } from './support';
import { Emulator, startEmulator } from '../emulator';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
  await fetch(`${emulator.endpoint}/bucket`, { method: 'PUT' });
}, START_TIMEOUT_MS);

afterAll(() => emulator?.stop());

/** What comes back on one connection for these bytes, sent in pieces, once it contains `until`. */
async function exchange(pieces: string[], until: RegExp): Promise<string> {
  const socket = connect(emulator.port, '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => { received += chunk; });
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise(resolve => setTimeout(resolve, 20)); // so that it arrives as a piece
  }
  try {
    return await eventually(async () => until.test(received) ? received : undefined, 5_000);
  } finally {
    socket.destroy();
  }
}

describe('the HTTP server', () => {
  test('takes a body in chunks and in pieces', async () => {
    const answer = await exchange([
      'PUT /bucket/chunked HTTP/1.1\r\nHost: x\r\nTransfer-',
      'Encoding: chunked\r\n\r\n5\r\nhel',
      'lo\r\n6;a=b\r\n world\r\n',
      '0\r\n\r\n',
    ], /\r\n\r\n/);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(await (await fetch(`${emulator.endpoint}/bucket/chunked`)).text()).toBe('hello world');
  });

  test('says 100 Continue before it has the body', async () => {
    const head = 'PUT /bucket/continued HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n';
    expect(await exchange([head], /100/)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    expect(await exchange([head, 'body'], /200/)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  });

  test('answers HEAD without a body, and request after request on one connection', async () => {
    await fetch(`${emulator.endpoint}/bucket/plain`, { method: 'PUT', body: 'bytes' });
    const request = (method: string) => `${method} /bucket/plain HTTP/1.1\r\nHost: x\r\n\r\n`;
    const requests = request('HEAD') + request('GET') + request('HEAD');
    const answer = await exchange([requests], /\r\n\r\nbytes[^]*HTTP[^]*\r\n\r\n/);
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
    expect(answer.match(/content-length: 5/gi)).toHaveLength(3);
    expect(answer.match(/\r\n\r\nbytes/g)).toHaveLength(1);
  });

  test('takes large bodies and gives them back', async () => {
    const body = Buffer.alloc(7_000_000, 'abcdefg');
    await fetch(`${emulator.endpoint}/bucket/large`, { method: 'PUT', body });
    expect(Buffer.from(await (await fetch(`${emulator.endpoint}/bucket/large`)).arrayBuffer()).equals(body)).toBe(true);
  });

  test('refuses what is no request, and goes on', async () => {
    expect(await exchange(['nonsense\r\n\r\n'], /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await exchange(['PUT / HTTP/1.1\r\nContent-Length: many\r\n\r\n'], /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${emulator.endpoint}/_ministack/health`)).status).toBe(200);
  });
});
