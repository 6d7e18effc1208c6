/** The example in Python, deployed as its users do it: orders go through, and what the shop has added hears of them. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { VerifyEmailIdentityCommand } from '@aws-sdk/client-ses';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Order } from '../../../lambda/domain/order/order';
import { sesMessages } from '../../../local-aws/emulator';
import { DECLINED, HAPPY, orderOf } from '../../e2e/support/samples';
import { World, eventually } from '../../e2e/support/world';
import { say } from '../support/commands';
import { python } from '../support/installed';

interface ShopOutputs {
  readonly OrderQueueUrl: string;
  readonly StockFunctionName: string;
  readonly EventsTableName: string;
  readonly WarehouseQueueUrl: string;
}

describe('the example in Python, deployed', () => {
  let world: World<ShopOutputs>;

  beforeAll(async () => {
    world = await World.of<ShopOutputs>({
      app: 'python3 app.py',
      stack: 'Shop',
      cwd: python.example,
      env: { ...python.env, JSII_DEPRECATED: 'quiet' },
    });
    say('Python\'s example is deployed');
    await world.ses.send(new VerifyEmailIdentityCommand({ EmailAddress: 'orders@example.com' }));
    const { error } = await world.invoke(world.outputs.StockFunctionName, { load: [{ sku: 'MUG', quantity: 5 }] });
    expect(error).toBeUndefined();
  });
  afterAll(() => world?.stop());

  /** Sends an order and waits for its last event; returns the names of all. */
  async function place(order: Order, last: string): Promise<string[]> {
    await world.sqs.send(
      new SendMessageCommand({ QueueUrl: world.outputs.OrderQueueUrl, MessageBody: JSON.stringify(order) }),
    );
    let types: string[] = [];
    return eventually(`${order.orderId} reaches ${last}`, async () => {
      const { Items = [] } = await world.dynamodb.send(new QueryCommand({
        TableName: world.outputs.EventsTableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `ORDER#${order.orderId}` } },
      }));
      types = Items.map(({ t }) => t!.S!);
      return types.includes(last) ? types : undefined;
    }, () => types);
  }

  test("an order is confirmed; the warehouse hears of it alone; the customer gets the shop's own mail", async () => {
    const declined = orderOf('MUG', { method: 'test-decline' });
    expect(await place(declined, 'OrderCancelled')).toEqual(DECLINED);
    const mails = async () =>
      (await sesMessages(world.emulator)).map(({ Source, To, Subject }) => ({ Source, To, Subject }));
    await eventually('the customer of the declined order is told, and so is the topic', async () =>
      (await mails()).length === 1 ? true : undefined,
    );

    const confirmed = orderOf('MUG');
    expect(await place(confirmed, 'OrderConfirmed')).toEqual(HAPPY);
    await eventually('both customers are told', async () => ((await mails()).length === 2 ? true : undefined), mails);
    expect((await mails())[1]).toEqual({
      Source: 'Mug Shop <orders@example.com>',
      To: [confirmed.customer.email],
      Subject: `Your mugs are on their way: order ${confirmed.orderId}`,
    });

    const packed = await eventually('the warehouse hears', async () => {
      const messages = await world.drain(world.outputs.WarehouseQueueUrl);
      return messages.length > 0 ? messages.map(({ Body }) => JSON.parse(Body!)) : undefined;
    });
    expect(packed).toEqual([expect.objectContaining({ subject: confirmed.orderId, type: 'OrderConfirmed' })]);
  });
});
