/**
 * Runs the intake and the API's function on every shape, in a process with as much heap as a function has. Prints what
 * becomes of each, and of its batch, as JSON.
 */
import { batchOf, newIntake, requestOf } from '../../../../../bench/hostile/intake';
import { KINDS, SHAPES } from '../../../../../bench/hostile/shapes';
import { anOrder } from '../../../../support/given/orders';

const MESSAGE = 1_024 * 1_024;
const API_BODY = 6_000_000;

/** What becomes of a text as a message, nine times in a batch with a good order. */
async function byQueue(text: string): Promise<object> {
  const { place, moved, started } = newIntake();
  const good = JSON.stringify(anOrder({ orderId: 'mate' }));
  const { batchItemFailures } = await place(batchOf([...Array<string>(9).fill(text), good]));
  const attributes = moved.map(({ MessageAttributes = {} }) => MessageAttributes);
  return {
    failed: batchItemFailures.length,
    started: [...new Set(started.map(({ name }) => name))],
    reasons: [...new Set(attributes.map(({ Reason }) => Reason?.StringValue))],
    details: [...new Set(attributes.map(({ Detail }) => /"code":"(\w+)"/.exec(Detail?.StringValue ?? '')?.[1]))],
    bytes: moved.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0),
  };
}

async function post(body: string, isBase64Encoded = false): Promise<object> {
  const answer = await newIntake().submit(requestOf(body, isBase64Encoded));
  const { code } = JSON.parse(answer.body) as { code?: string };
  return { status: answer.statusCode, bytes: answer.body.length, code };
}

/** What the API answers to a text as it is, and encoded. */
const byApi = async (text: string): Promise<object> =>
  ({ plain: await post(text), encoded: await post(Buffer.from(text).toString('base64'), true) });

async function main(): Promise<void> {
  const shapes: Record<string, object> = {};
  const kinds: Record<string, object> = {};
  for (const [name, { text }] of Object.entries(SHAPES)) {
    shapes[name] = { queue: await byQueue(text), api: await byApi(text) };
  }
  for (const [name, { text }] of Object.entries(KINDS)) {
    kinds[name] = { queue: await byQueue(text(MESSAGE)), api: await post(text(API_BODY)) };
  }
  process.stdout.write(JSON.stringify({ shapes, kinds }));
}

void main();
