/** The example in Python, deployed as a Python user does: an order goes through, and what the shop has added hears of it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SESClient, VerifyEmailIdentityCommand } from '@aws-sdk/client-ses';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { say } from './commands';
import { python } from './installed';
import { deploy } from '../../emulator/deploy';
import { type Emulator, sesMessages, startEmulator } from '../../emulator/emulator';
import { orderOf, HAPPY } from '../e2e/samples';
import { eventually } from '../e2e/world';
import { outdir } from '../src/support';

const configOf = ({ account, endpoint, region }: Emulator) => ({ endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'local' } });

describe('the example in Python, deployed', () => {
  let emulator: Emulator;
  let outputs: Record<string, string>;

  beforeAll(async () => {
    emulator = await startEmulator();
    const outDir = join(outdir, 'deployed');
    mkdirSync(outDir);
    outputs = await deploy({ app: 'python3 app.py', stack: 'Shop', cwd: python.example, env: { ...emulator.env, ...python.env, JSII_DEPRECATED: 'quiet' }, outDir });
    say('Python\'s example is deployed');
  });
  afterAll(() => emulator?.stop());

  test('an order is confirmed; the warehouse gets it, and the customer the shop\'s own mail', async () => {
    const config = configOf(emulator);
    const dynamodb = new DynamoDBClient(config);
    const sqs = new SQSClient(config);
    await new SESClient(config).send(new VerifyEmailIdentityCommand({ EmailAddress: 'orders@example.com' }));
    const stock = await new LambdaClient(config).send(new InvokeCommand({ FunctionName: outputs.StockFunctionName!, Payload: JSON.stringify({ load: [{ sku: 'MUG', quantity: 5 }] }) }));
    expect(stock.FunctionError).toBeUndefined();

    const order = orderOf('MUG');
    await sqs.send(new SendMessageCommand({ QueueUrl: outputs.OrderQueueUrl!, MessageBody: JSON.stringify(order) }));

    const events = await eventually('the order is confirmed', async () => {
      const { Items = [] } = await dynamodb.send(new QueryCommand({
        TableName: outputs.EventsTableName!,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `ORDER#${order.orderId}` } },
      }));
      const types = Items.map(({ t }) => t!.S!);
      return types.includes('OrderConfirmed') ? types : undefined;
    });
    expect(events).toEqual(HAPPY);

    const body = await eventually('the warehouse has it', async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl: outputs.WarehouseQueueUrl! }))).Messages?.[0]?.Body);
    expect(JSON.parse(body)).toMatchObject({ subject: order.orderId, type: 'OrderConfirmed' });

    const mail = await eventually('the customer has a mail', async () => (await sesMessages(emulator))[0]);
    expect(mail).toMatchObject({ Source: 'Mug Shop <orders@example.com>', To: [order.customer.email], Subject: `Your mugs are on their way: order ${order.orderId}` });
  });
});
