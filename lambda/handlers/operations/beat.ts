import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Env } from '../../../src/contract/environment';
import { MetricName } from '../../../src/contract/metrics';
import { CLIENT_SETTINGS } from '../../adapters/client-settings';
import {
  gaugesFromEnvironment, unfinishedOrdersFromEnvironment, orderRowsFromEnvironment,
  ordersFromEnvironment, stockLevelsFromEnvironment,
} from '../../adapters/from-environment';
import { Canaries } from '../../adapters/heartbeat/canaries';
import { gaugesOf } from '../../adapters/heartbeat/gauges';
import { Sweeper } from '../../adapters/heartbeat/sweeper';
import type { UnfinishedOrders } from '../../adapters/order-view/unfinished-orders';
import { OrderQueue } from '../../adapters/queue/order-queue';
import { StepFunctionsExecutions } from '../../adapters/workflow/step-functions';
import { required } from '../../lib/environment';
import { allowOnly, isFields } from '../../lib/input/fields';
import { A_UTC_TIME, utcTimeIn } from '../../lib/input/utc-time';
import { wrongValue } from '../../lib/input/wrong-input';
import { log } from '../../lib/log';
import type { ReportGauges } from '../../lib/metrics';
import { type System, system } from '../../lib/system';
import { wire } from '../../lib/wire';

interface Needs extends Pick<System, 'now'> {
  readonly canaries: Canaries;
  readonly unfinishedOrders: UnfinishedOrders;
  readonly sweeper: Sweeper;
  readonly report: ReportGauges;
}

/**
 * The heartbeat. It checks the last canary, reports how many orders are underway and parked, sends the next canary, and
 * finds the orders that stand still, which the intake then starts. A part that fails does not keep the others from
 * running. Only a heartbeat without a failure counts as one. Single orders that fail in a sweep have a gauge of their
 * own; a sweep that stops before it has seen all orders counts there, too.
 */
export const beat = (needs: Needs) => async (input: unknown): Promise<void> => {
  const time = scheduledTime(input, needs.now());
  const failed: string[] = [];
  for (const [name, part] of Object.entries(BEAT_PARTS)) {
    try {
      await part(needs, time);
    } catch (error) {
      log.error('a part of the heartbeat failed', { part: name, error: error as Error });
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new Error(`these parts of the heartbeat failed: ${failed.join(', ')}`);
  needs.report({ [MetricName.HEARTBEAT]: 1 });
};

type Part = (needs: Needs, time: Date) => Promise<void>;

/** In this order, because the sweep may take minutes. */
const BEAT_PARTS: Readonly<Record<string, Part>> = {
  'check of the last canary': async ({ canaries, report }, time) => {
    const canary = await canaries.check(time);
    if (!canary) return;
    report({
      [MetricName.CANARY_OVERDUE]: canary.overdue ? 1 : 0,
      [MetricName.PROJECTION_LAG]: Math.round(canary.projectionLagMs / 1_000),
    });
  },
  'gauges': async ({ unfinishedOrders, report }, time) => report(await gaugesOf(unfinishedOrders, time)),
  'next canary': async ({ canaries }, time) => canaries.send(time),
  // By the present time, as the intake decides, and not by that of the schedule.
  'sweep': async ({ sweeper, report, now }) => {
    const { sent, failed, stopped } = await sweeper.sweep(now());
    report({ [MetricName.ORDERS_SWEPT]: sent, [MetricName.SWEEP_FAILED]: failed + (stopped ? 1 : 0) });
  },
};

/** What the schedule sends where it does not fill in its time. */
const NO_TIME = '<aws.scheduler.scheduled-time>';

/**
 * The time for which the schedule runs the heartbeat. A repeated run has the same time. An operator may leave it out.
 * Throws WrongInput for any other input: a heartbeat starts orders, so it is not to run by mistake.
 */
function scheduledTime(input: unknown, now: Date): Date {
  if (!isFields(input)) throw wrongValue('the payload', input, `{}, or {"time": ${A_UTC_TIME}}`);
  allowOnly('the payload', input, ['time']);
  const { time = NO_TIME } = input;
  if (time === NO_TIME) return now;
  const date = utcTimeIn(time);
  if (!date) throw wrongValue('time', time, A_UTC_TIME);
  return date;
}

const MINUTE_MS = 60_000;

export const handler = wire(() => {
  const orders = ordersFromEnvironment();
  const unfinishedOrders = unfinishedOrdersFromEnvironment();
  const executions = new StepFunctionsExecutions({
    client: new SFNClient(CLIENT_SETTINGS),
    stateMachineArn: required(Env.STATE_MACHINE_ARN),
    now: system.now,
  });
  const queue = new OrderQueue(new SQSClient(CLIENT_SETTINGS), required(Env.ORDER_QUEUE_URL));
  const canaries = new Canaries({
    orders,
    rows: orderRowsFromEnvironment(),
    stock: stockLevelsFromEnvironment(),
    queue,
    pace: Number(required(Env.HEARTBEAT_PACE)) * MINUTE_MS,
  });
  const sweeper = new Sweeper({ ...system, orders, unfinishedOrders, executions, queue });
  return beat({ canaries, unfinishedOrders, sweeper, report: gaugesFromEnvironment(), now: system.now });
});
