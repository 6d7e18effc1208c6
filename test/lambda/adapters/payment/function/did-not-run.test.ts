import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { didNotRun } from '../../../../../lambda/adapters/payment/function/did-not-run';

test('a call did not run if nobody listens', async () => {
  // Port 1 is for a service that no machine has any more, and only root may listen there.
  const [error] = await once(connect(1, '127.0.0.1'), 'error').catch((thrown: Error) => [thrown]);
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  expect(didNotRun(error)).toBe(true);
});

test('a call did not run if there is no connection in time', async () => {
  class Unanswered extends Agent {
    createConnection(): Duplex {
      return Object.assign(new Duplex({ read() {}, write() {} }), { connecting: true });
    }
  }
  const client = new LambdaClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1, httpAgent: new Unanswered() },
  });
  const error = await client.send(new InvokeCommand({ FunctionName: 'charge' })).catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ name: 'TimeoutError' });
  expect(didNotRun(error as Error)).toBe(true);
});

const failed = (fields: object, message = 'failed') => Object.assign(new Error(message), fields);
const refused = failed({ code: 'ECONNREFUSED', syscall: 'connect' });

test.each([
  ['a name that nobody knows', failed({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }), true],
  ['none of several addresses', new AggregateError([refused, refused]), true],
  ['no credentials', failed({ name: 'CredentialsProviderError' }), true],
  ['a connection that broke', failed({ code: 'ECONNRESET', syscall: 'read' }), false],
  ['a connection that broke on the way', failed({ code: 'EPIPE', syscall: 'write' }), false],
  ['no answer in time', failed({ name: 'TimeoutError', code: 'ETIMEDOUT' }), false],
  ['an aborted call', failed({ name: 'AbortError' }), false],
  ['an error of errors of which one came later', new AggregateError([refused, failed({ syscall: 'read' })]), false],
  ['an error of errors without any', new AggregateError([]), false],
  ['an error without a name', failed({ name: '' }), false],
])('%s', (_, error, proof) => expect(didNotRun(error)).toBe(proof));
