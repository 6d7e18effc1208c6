/** What a shop and its operators do with the pipeline: send orders; look at them, at stock, mails and refusals. */
import { type DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { World, eventually } from './world';
import { DynamoOrderRows } from '../../../lambda/adapters/order-view/dynamo-order-rows';
import type { OrderEntry } from '../../../lambda/adapters/order-view/order-rows';
import { DynamoStock } from '../../../lambda/adapters/stock/dynamo-stock';
import { type StockLevel, writeOf } from '../../../lambda/adapters/stock/stock-items';
import { runName } from '../../../lambda/adapters/workflow/execution-name';
import type { OrderCommand } from '../../../lambda/domain/decide';
import { type OrderEvent, isEventType } from '../../../lambda/domain/events';
import type { Order } from '../../../lambda/domain/order/order';
import type { OrderState } from '../../../lambda/domain/state/order-state';
import { isSettled } from '../../../lambda/domain/state/settled';
import { fullJitter } from '../../../lambda/lib/backoff';
import { system } from '../../../lambda/lib/system';
import type { CloudEvent } from '../../../lambda/orders/cloud-event';
import { writeWithRecords } from '../../../lambda/orders/commands/records-in-dynamo';
import { DynamoEventLog } from '../../../lambda/orders/dynamo-event-log';
import type { EventLog } from '../../../lambda/orders/event-log';
import { Orders } from '../../../lambda/orders/orders';
import type { StoredEvent } from '../../../lambda/orders/stored-event';
import { type SesMessage, sesMessages } from '../../../local-aws/control';
import { STAGE_NAME } from '../../../src/contract/routes';

/** An order as it stands in the log. */
export interface Placed {
  readonly orderId: string;
  readonly state: OrderState;
  readonly version: number;
  readonly events: readonly StoredEvent<OrderEvent>[];
  /** The names of the events, in order. */
  readonly types: readonly string[];
}

/** What the REST API answered. */
interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

/** A message that the intake refused. */
export interface Refusal {
  readonly body: string;
  readonly reason?: string;
  readonly detail?: string;
}

const backoff = fullJitter(system);

/** One pipeline, and what its shop and its operators do with it. */
export class Shop {
  world!: World;
  log!: EventLog<OrderEvent>;
  orders!: Orders;
  rows!: DynamoOrderRows;
  private readonly told: CloudEvent[] = [];
  private readonly refused: Refusal[] = [];

  async open(): Promise<void> {
    this.of(await World.start());
  }

  /** A shop in a world that is there already. */
  of(world: World): this {
    this.world = world;
    this.log = this.logBy(this.world.dynamodb);
    this.orders = this.ordersBy(this.world.dynamodb);
    this.rows = new DynamoOrderRows(this.world.dynamodb, this.world.outputs.OrderViewTableName);
    return this;
  }

  /** The log of the deployed pipeline, through a client. */
  logBy(client: DynamoDBClient): EventLog<OrderEvent> {
    const { EventsTableName, StockTableName, Identity } = this.world.outputs;
    const stock = { table: StockTableName, identity: Identity };
    return new DynamoEventLog<OrderEvent>({
      client,
      backoff,
      table: EventsTableName,
      identity: Identity,
      isKnown: isEventType,
      writeOf: writeWithRecords(EventsTableName, effect => writeOf(stock, effect)),
    });
  }

  /** The orders of the deployed pipeline, through a client. */
  ordersBy(client: DynamoDBClient): Orders {
    return new Orders(this.logBy(client), { now: system.now, backoff });
  }

  /** The stock of the deployed pipeline, through a client. */
  stockBy(client: DynamoDBClient): DynamoStock {
    const { StockTableName, Identity } = this.world.outputs;
    return new DynamoStock({ client, backoff, table: StockTableName, identity: Identity });
  }

  async close(): Promise<void> {
    await this.world?.stop();
  }

  // orders in

  async send(...orders: readonly (Order | string | object)[]): Promise<void> {
    const QueueUrl = this.world.outputs.OrderQueueUrl;
    const bodies = orders.map(order => (typeof order === 'string' ? order : JSON.stringify(order)));
    if (bodies.length === 1) {
      await this.world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: bodies[0] }));
      return;
    }
    for (let start = 0; start < bodies.length; start += 10) {
      const Entries = bodies.slice(start, start + 10).map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await this.world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
  }

  /** A call of the REST API. A body that is a string goes as it stands. */
  async call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<ApiAnswer> {
    const { endpoint } = this.world.emulator;
    const content = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(`${endpoint}/restapis/${this.world.outputs.ApiId}/${STAGE_NAME}/_user_request_${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: content }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : undefined };
  }

  // orders as they are

  async look(orderId: string): Promise<Placed> {
    const { state, history: { events, version } } = await this.orders.loadOrder(orderId);
    return { orderId, version, events, state, types: events.map(({ event }) => event.type) };
  }

  /** Waits until the order has come to its end, and nothing is left to do for it. */
  ended(orderId: string): Promise<Placed> {
    return this.until(orderId, ({ state }) => isSettled(state));
  }

  /** Waits for one order after the other: that is as soon, and asks less of the database, than for all at once. */
  async allEnded(orders: readonly { readonly orderId: string }[]): Promise<Placed[]> {
    const ended: Placed[] = [];
    for (const { orderId } of orders) ended.push(await this.ended(orderId));
    return ended;
  }

  parked(orderId: string): Promise<Placed> {
    return this.until(orderId, ({ state }) => state.parked !== undefined);
  }

  until(orderId: string, reached: (order: Placed) => boolean): Promise<Placed> {
    let seen: Placed | undefined;
    return eventually(`order ${orderId}`, async () => {
      seen = await this.look(orderId);
      return reached(seen) ? seen : undefined;
    }, () => seen?.types);
  }

  /** Sends an order and waits for its end. */
  async take(order: Order): Promise<Placed> {
    await this.send(order);
    return this.ended(order.orderId);
  }

  /** The row of the order view once it shows a version, by default the order's present one. */
  async row(orderId: string, atLeast?: number): Promise<OrderEntry> {
    const version = atLeast ?? (await this.look(orderId)).version;
    let seen: OrderEntry | undefined;
    return eventually(`row of ${orderId}`, async () => {
      seen = await this.rows.get(orderId);
      return seen && seen.version >= version ? seen : undefined;
    }, () => seen);
  }

  /** What the order's execution of this name came to. */
  execution(name: string): Promise<{ status: string; error?: string; arn: string }> {
    const arn = `${this.world.outputs.StateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    return eventually(`execution ${name}`, async () => {
      const { status, error } = await this.world.sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
      return status === 'RUNNING' ? undefined : { status: status!, error, arn };
    });
  }

  /** Names and ends of the executions of an order's runs, oldest first. */
  async executions(orderId: string): Promise<[string, string][]> {
    const ends: [string, string][] = [];
    for (let run = 1; ; run++) {
      const one = runName(orderId, run);
      const end = await this.execution(one).catch((error: Error) => {
        if (error.name !== 'ExecutionDoesNotExist') throw error;
      });
      if (!end) return ends;
      ends.push([one, end.status]);
    }
  }

  // orders by hand

  /** Records an order as placed, as the intake does, without starting its workflow. */
  async place(order: Order, orders = this.orders): Promise<void> {
    await orders.place(order, order.orderId);
  }

  command(orderId: string, command: OrderCommand, id?: string) {
    return this.orders.execute(orderId, command, { id });
  }

  // stock and money

  async stock(levels: Readonly<Record<string, number>>): Promise<void> {
    const load = Object.entries(levels).map(([sku, quantity]) => ({ sku, quantity }));
    const { error } = await this.world.invoke(this.world.outputs.StockFunctionName, { load });
    if (error) throw new Error(error.errorMessage);
  }

  async level(sku: string): Promise<StockLevel> {
    const { StockFunctionName } = this.world.outputs;
    const { payload } = await this.world.invoke<{ levels: StockLevel[] }>(StockFunctionName, { read: [sku] });
    return payload.levels[0]!;
  }

  /**
   * The stock of a SKU once as much of it is sold: an order of many SKUs is confirmed before all of its stock is moved.
   */
  async sold(sku: string, count: number): Promise<StockLevel> {
    let seen: StockLevel | undefined;
    return eventually(`sale of ${sku}`, async () => {
      seen = await this.level(sku);
      return seen.sold >= count ? seen : undefined;
    }, () => seen);
  }

  /** The provider's books about an order's charge. The provider itself finds charges by their keys only. */
  async charge(orderId: string): Promise<Record<string, any> | undefined> {
    const pages = paginateScan({ client: this.world.dynamodb }, {
      TableName: this.world.outputs.PaymentLedgerTableName,
      FilterExpression: 'orderId = :order AND purpose = :purpose',
      ExpressionAttributeValues: { ':order': { S: orderId }, ':purpose': { S: 'authorize' } },
      ConsistentRead: true,
    });
    const found = [];
    for await (const { Items = [] } of pages) found.push(...Items);
    if (found.length > 1) throw new Error(`order ${orderId} has ${found.length} charges`);
    return found[0] && unmarshall(found[0]);
  }

  /** Starts the workflow of orders again, as an operator does. */
  async rerun(...rerun: readonly string[]): Promise<void> {
    const { error } = await this.world.invoke(this.world.outputs.IntakeFunctionName, { rerun });
    if (error) throw new Error(error.errorMessage);
  }

  /** Runs a parked order again, and waits for its end. */
  async rerunToEnd(orderId: string): Promise<Placed> {
    await this.rerun(orderId);
    return this.ended(orderId);
  }

  /** Writes an item by hand, as no part of the pipeline may. */
  async overwrite(TableName: string, Item: PutItemCommand['input']['Item']): Promise<void> {
    await this.world.dynamodb.send(new PutItemCommand({ TableName, Item }));
  }

  // what others see

  /** Events of an order on the bus, in the order of their arrival, once there are as many as in its log. */
  async onBus(orderId: string, count?: number): Promise<CloudEvent[]> {
    const expected = count ?? (await this.look(orderId)).version;
    const mine = () => this.told.filter(({ subject }) => subject === orderId);
    return eventually(`events of ${orderId} on the bus`, async () => {
      const messages = await this.world.drain(this.world.outputs.BusSubscriber);
      this.told.push(...messages.map(({ Body }) => (JSON.parse(Body!) as { detail: CloudEvent }).detail));
      return mine().length >= expected ? mine() : undefined;
    }, () => mine().map(({ type }) => type));
  }

  mails(about: string): Promise<SesMessage[]> {
    return sesMessages(this.world.emulator).then(all => all.filter(({ Subject }) => Subject.includes(about)));
  }

  /** The mail about an order, once it was sent. */
  mail(orderId: string): Promise<SesMessage> {
    return eventually(`mail about ${orderId}`, async () => (await this.mails(orderId))[0]);
  }

  /** The refusal of a message that contains a text, once it is on the dead-letter queue. */
  refusal(text: string): Promise<Refusal> {
    return eventually(`refusal of ${text}`, async () => {
      for (const { Body, MessageAttributes } of await this.world.drain(this.world.outputs.OrderDeadLetterQueueUrl)) {
        const attribute = (name: string) => MessageAttributes?.[name]?.StringValue;
        this.refused.push({ body: Body!, reason: attribute('Reason'), detail: attribute('Detail') });
      }
      const index = this.refused.findIndex(({ body }) => body.includes(text));
      return index < 0 ? undefined : this.refused.splice(index, 1)[0];
    });
  }
}

/** The one shop of a test run. */
export const shop = new Shop();
