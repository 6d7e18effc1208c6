import { type OrderRecord, newOrderRecord } from './order-record';
import { type RunResult, countPlaces } from './result';
import { type PipelineOptions, SimulatedPipeline } from './simulated-pipeline';

/** The orders of a run. */
export interface OrderLoad {
  readonly orders: number;
  /** Undefined: all at once. */
  readonly perSecond?: number;
  /** Whether all orders want one SKU. */
  readonly isHot: boolean;
}

export interface SimulationOptions extends PipelineOptions {
  readonly load: OrderLoad;
  readonly onProgress?: (progress: { readonly time: number; readonly settled: number }) => void;
}

/** One order in so many is declined by the provider, or meets a bug in the code. */
const DECLINED_EVERY = 50;
const DEFECTIVE_EVERY = 5_000;
/** Whatever is not done after two days counts as it is. */
const HORIZON = 48 * 3_600;
/** How often a run reports progress, in simulated seconds. */
const PROGRESS_STEP = 60;

/** Sends orders to a simulated pipeline, until nothing happens any more. */
export function simulate(options: SimulationOptions): RunResult {
  const { load, outage, onProgress } = options;
  const orders: OrderRecord[] = [];
  let [settled, settledAt, longestAge, longestOtherAge] = [0, 0, 0, 0];
  const pipeline = new SimulatedPipeline(options, {
    onSettled: order => {
      settled++;
      settledAt = pipeline.clock.now;
      if (order.execution !== 'ended') return;
      const age = settledAt - order.arrivedAt;
      longestAge = Math.max(longestAge, age);
      if (!order.isUnlucky) longestOtherAge = Math.max(longestOtherAge, age);
    },
    hasUnfinishedOrders: () => settled < load.orders,
  });
  const { clock, queue, executions, relay, projector } = pipeline;

  const arrive = (id: number): void => {
    const order = numberedOrder(id, clock.now, options);
    orders.push(order);
    queue.send({ order, isRun: false });
    if (load.perSecond !== undefined && id + 1 < load.orders) clock.after(1 / load.perSecond, () => arrive(id + 1));
  };
  const atOnce = load.perSecond === undefined ? load.orders : 1;
  for (let id = 0; id < atOnce; id++) arrive(id);

  for (let end = PROGRESS_STEP; !clock.isIdle && end <= HORIZON; end += PROGRESS_STEP) {
    clock.runUntil(end);
    onProgress?.({ time: end, settled });
  }
  return {
    ...countPlaces(orders),
    restarts: pipeline.restarts,
    retries: executions.retries,
    redeliveries: queue.received - queue.sent,
    transitions: executions.transitions,
    longestAge,
    longestOtherAge: outage?.share === undefined ? undefined : longestOtherAge,
    drainedAt: settledAt,
    givenUp: { relay: relay.givenUp, projector: projector.givenUp },
    longestLag: projector.longestLag,
  };
}

const numberedOrder = (id: number, arrivedAt: number, { load, outage }: SimulationOptions) => newOrderRecord({
  id,
  arrivedAt,
  isHot: load.isHot,
  isUnlucky: outage?.share !== undefined && id % Math.round(1 / outage.share) === 1,
  isDeclined: id % DECLINED_EVERY === DECLINED_EVERY - 1,
  isDefective: id % DEFECTIVE_EVERY === DEFECTIVE_EVERY / 2,
});
