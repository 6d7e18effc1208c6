import { writeFileSync } from 'node:fs';
import { type Arguments, BadInput, readArguments } from './arguments';
import { agree, destroyStack, examineAccount } from './aws';
import { checkBalances } from './balances';
import { DeadLetters } from './dead-letters';
import { toEnding } from './ending';
import { ordersFromCsv, readCsvFiles } from './orders-from-csv';
import { type RunFacts, makeReport } from './report';
import { sampleOrders } from './sample-orders';
import { stockFor, withDeclines } from './scenario';
import { newSending, sendOrders } from './send';
import { show, showTimeline } from './show';
import { begin } from './shutdown';
import { step } from './steps';
import { loadStock } from './stock';
import { readTables } from './tables';
import { type Target, onAws, onEmulator, stopEmulator } from './target';
import { finalOrders, watch } from './watch';
import type { Order } from '../lambda/domain/order/order';
import { sesMessages } from '../local-aws/emulator';

async function main(): Promise<number> {
  // npm runs its scripts in the root of the repository; the caller may be elsewhere.
  const folder = process.env.npm_lifecycle_event?.startsWith('demo') ? process.env.INIT_CWD : undefined;
  const args = readArguments(process.argv.slice(2), folder ?? process.cwd());
  switch (args.command) {
    case 'stop':
      console.log(await stopEmulator() ? 'The emulator has ended.' : 'No emulator is kept running.');
      return 0;
    case 'destroy':
      await destroyStack(await examineAccount());
      return 0;
    case 'run':
      return run(args);
  }
}

async function run(args: Arguments): Promise<number> {
  const orders = withDeclines(args.orders.length > 0 ? ordersFromCsv(readCsvFiles(args.orders)) : sampleOrders(), args.declineRate);

  const target = args.aws ? await targetOnAws(args) : await onEmulator(args.keep);
  if (!target) return 0;

  await step('Load stock', async (_, done) => {
    const { loaded, known } = await loadStock(target, stockFor(orders, args.stockFactor));
    done(`${loaded} SKUs set${known > 0 ? `, ${known} already there` : ''}`);
  });

  const deadLetters = new DeadLetters(target);
  const sending = newSending();
  const endedBefore = await finalOrders(target);
  const startedAt = Date.now();
  await step(`Send ${orders.length} orders and watch them`, async say => {
    const sent = sendOrders(target, orders, sending);
    const watched = watch(target, orders, sending, deadLetters, say);
    await Promise.race([watched, sent.then(async () => watched)]); // what cannot be sent ends the run at once
  }, true);

  const tables = await step('Read the tables', async () => readTables(target));
  const refused = new Map([...await deadLetters.read(), ...sending.refusedByQueue]);
  const facts: RunFacts = {
    endpoint: target.emulator?.endpoint ?? null, outputs: target.outputs, sent: orders.map(({ orderId }) => orderId), refused, endedBefore, startedAt,
  };
  const report = makeReport(tables, facts);
  const balances = checkBalances(tables, facts, target.emulator && await sesMessages(target.emulator));
  if (args.report) writeFileSync(args.report, JSON.stringify(report, undefined, 2) + '\n');

  await show(target, report, balances, sending, refused);
  const example = exampleOf(orders, tables.orders);
  if (example) await showTimeline(target, example);
  hint(args, target);

  const off = balances.filter(({ ok }) => ok === false);
  for (const { name, detail } of off) console.error(`Off balance: ${name}: ${detail}`);
  return off.length > 0 ? 1 : 0;
}

async function targetOnAws({ yes }: Arguments): Promise<Target | undefined> {
  const account = await examineAccount();
  if (await agree(account, yes)) return onAws(account.assembly);
  console.log('Nothing was created.');
  return undefined;
}

/** A confirmed order of several lines, the first of those sent. */
function exampleOf(orders: readonly Order[], histories: Awaited<ReturnType<typeof readTables>>['orders']): string | undefined {
  const confirmed = orders.filter(({ orderId }) => histories.has(orderId) && toEnding(histories.get(orderId)!).outcome === 'CONFIRMED');
  return (confirmed.find(({ lines }) => lines.length > 1) ?? confirmed[0])?.orderId;
}

function hint(args: Arguments, target: Target): void {
  if (args.aws) {
    console.log('\nThe stack stays. npm run demo:destroy removes it.');
  } else if (args.keep || target.attached) {
    console.log(`\nThe emulator stays at ${target.client.endpoint}: any AWS client finds it with`);
    console.log(`  AWS_ENDPOINT_URL=${target.client.endpoint} AWS_REGION=${target.client.region} AWS_ACCESS_KEY_ID=${target.client.credentials?.accessKeyId} AWS_SECRET_ACCESS_KEY=local`);
    console.log(`  ${target.outputs.ApiUrl}orders/{orderId} shows an order. npm run demo:stop ends it.`);
  } else {
    console.log('\nThe emulator ends now; --keep leaves it running, to look around and to send more.');
  }
}

begin(main, error => {
  // What the caller can mend takes one line; the rest shows where it comes from.
  console.error(error instanceof BadInput ? error.message : error);
  return error instanceof BadInput ? 2 : 1;
});
