import { writeFileSync } from 'node:fs';
import { type Arguments, readArguments } from './arguments';
import { ordersFromCsv, readCsvFiles } from './orders/orders-from-csv';
import { sampleOrders } from './orders/sample-orders';
import { stockFor, withDeclines } from './orders/scenario';
import { DeadLetterReader } from './run/dead-letters';
import { newSendProgress, sendOrders } from './run/send';
import { loadStock } from './run/stock';
import { readTables } from './run/tables';
import { finalOrders, watch } from './run/watch';
import { makeReport } from './show/report';
import { showBalances, showSummary } from './show/summary';
import { showTimeline } from './show/timeline';
import { agree, destroyStack, examineAccount, onAws } from './target/aws';
import { onEmulator, stopEmulator } from './target/emulator';
import { apiUrlOf } from './target/outputs';
import type { Target } from './target/target';
import { BadInput } from './terminal/bad-input';
import { withProgress } from './terminal/progress';
import { begin } from './terminal/shutdown';
import { offBalance } from '../audit/balance';
import { checkBalances } from '../audit/checks';
import { toEnding } from '../audit/ending';
import type { Tables } from '../audit/tables';
import type { Order } from '../lambda/domain/order/order';
import { sesMessages } from '../local-aws/emulator';
import { ROUTES } from '../src/contract/routes';

async function runCommandLine(): Promise<number> {
  // npm runs its scripts in the root of the repository, but the caller may be in another folder.
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
      return runDemo(args);
  }
}

async function runDemo(args: Arguments): Promise<number> {
  const given = args.orders.length > 0 ? ordersFromCsv(readCsvFiles(args.orders)) : sampleOrders();
  const orders = withDeclines(given, args.declineRate);

  const target = args.aws ? await targetOnAws(args) : await onEmulator(args.keep);
  if (!target) return 0;

  await withProgress('Load stock', async (_, done) => {
    const { loaded, known } = await loadStock(target, stockFor(orders, args.stockFactor));
    done(`${loaded} SKUs set${known > 0 ? `, ${known} already there` : ''}`);
  });

  const deadLetters = new DeadLetterReader(target);
  const sending = newSendProgress();
  const endedBefore = await finalOrders(target);
  const startedAt = Date.now();
  await withProgress(`Send ${orders.length} orders and watch them`, async say => {
    const sent = sendOrders(target, orders, sending);
    const watched = watch(target, orders, sending, deadLetters, say);
    await Promise.race([watched, sent.then(async () => watched)]); // if sending fails, the run ends at once
  }, true);

  const tables = await withProgress('Read the tables', async () => readTables(target));
  const refused = new Map([...await deadLetters.read(), ...sending.refusedByQueue]);
  const facts = { sent: orders.map(({ orderId }) => orderId), refused, endedBefore, startedAt };
  const report = makeReport(tables, { endpoint: target.emulator?.endpoint ?? null, outputs: target.outputs, ...facts });
  const balances = checkBalances(tables, facts, target.emulator && await sesMessages(target.emulator));
  if (args.report) writeFileSync(args.report, JSON.stringify(report, undefined, 2) + '\n');

  await showSummary(target, report, sending, refused);
  showBalances(balances, refused);
  const example = exampleOf(orders, tables);
  if (example) await showTimeline(target, example);
  hint(args, target);

  const off = offBalance(balances);
  for (const { name, detail } of off) console.error(`Off balance: ${name}: ${detail}`);
  return off.length > 0 ? 1 : 0;
}

async function targetOnAws({ yes }: Arguments): Promise<Target | undefined> {
  const account = await examineAccount();
  if (await agree(account, yes)) return onAws(account);
  console.log('Nothing was created.');
  return undefined;
}

/** The first order sent that was confirmed and has several lines. */
function exampleOf(orders: readonly Order[], tables: Tables): string | undefined {
  const confirmed = orders.filter(({ orderId }) => {
    const events = tables.orders.get(orderId);
    return events && toEnding(events).outcome === 'CONFIRMED';
  });
  return (confirmed.find(({ lines }) => lines.length > 1) ?? confirmed[0])?.orderId;
}

function hint(args: Arguments, { client, outputs, attached }: Target): void {
  if (args.aws) {
    console.log('\nThe stack stays. npm run demo:destroy removes it.');
  } else if (args.keep || attached) {
    const access = `AWS_ACCESS_KEY_ID=${client.credentials?.accessKeyId} AWS_SECRET_ACCESS_KEY=local`;
    console.log(`\nThe emulator stays at ${client.endpoint}: any AWS client finds it with`);
    console.log(`  AWS_ENDPOINT_URL=${client.endpoint} AWS_REGION=${client.region} ${access}`);
    console.log(`  ${apiUrlOf(outputs, ROUTES.READ_ORDER.path)} shows an order. npm run demo:stop ends it.`);
  } else {
    console.log('\nThe emulator ends now; --keep leaves it running, to look around and to send more.');
  }
}

begin(runCommandLine, error => {
  // An error that the caller can fix is one line. Other errors show their stack.
  console.error(error instanceof BadInput ? error.message : error);
  return error instanceof BadInput ? 2 : 1;
});
