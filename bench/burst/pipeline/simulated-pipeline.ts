import { type QueuedOrder, type OrderRecord, parkedFor, placeOf } from './order-record';
import { type Outage, Services } from './services';
import { SimulatedIntake } from './simulated-intake';
import { SimulatedSweeper } from './simulated-sweeper';
import { simulatedSteps } from './steps';
import { projectRecords, relayRecords } from './stream-work';
import { TOO_MANY_REQUESTS, type FunctionWork, invokeFor } from './work';
import type { Assumptions } from '../aws/assumptions';
import { type ExecutionEnd, SimulatedExecutions } from '../aws/executions';
import { Environment, LambdaAccount } from '../aws/lambda-account';
import { SimulatedQueue } from '../aws/queue';
import { QueueMapping } from '../aws/queue-mapping';
import { MAPPING_SCALING, REGION_QUOTAS, type RampPerMinute, type RegionClass, TABLE_QUOTAS } from '../aws/quotas';
import { SDK_RETRIES, SdkClient } from '../aws/sdk-client';
import { StreamReader } from '../aws/stream-reader';
import { Chance } from '../engine/chance';
import { SimulationClock } from '../engine/clock';
import type { CodePolicy } from '../settings/code-policy';
import type { PipelineSettings, StreamMappingSettings } from '../settings/settings';

export interface PipelineOptions {
  readonly settings: PipelineSettings;
  readonly policy: CodePolicy;
  readonly times: Assumptions;
  readonly region: RegionClass;
  readonly ramp: RampPerMinute;
  /** Concurrent executions of the account. */
  readonly concurrency: number;
  readonly outage?: Outage;
  readonly seed: number;
}

export interface PipelineHooks {
  /** An order came to a place that it does not leave by itself. */
  readonly onSettled: (order: OrderRecord) => void;
  readonly hasUnfinishedOrders: () => boolean;
}

/** SKUs of an order. */
const SKUS = 2;

/** A pipeline of a template's settings under AWS's quotas. */
export class SimulatedPipeline {
  public readonly clock = new SimulationClock();
  public readonly queue: SimulatedQueue<QueuedOrder>;
  public readonly executions: SimulatedExecutions<OrderRecord>;
  public readonly relay: StreamReader;
  public readonly projector: StreamReader;
  public readonly sweeper?: SimulatedSweeper;
  /** Executions of orders that had one before. */
  public restarts = 0;
  private readonly chance: Chance;
  private readonly services: Services;
  private readonly account: LambdaAccount;

  constructor(private readonly options: PipelineOptions, private readonly hooks: PipelineHooks) {
    const { settings, policy, times, outage, seed } = options;
    const { clock } = this;
    const chance = this.chance = new Chance(seed);
    this.account = this.makeAccount();

    // events and their readers
    this.services = new Services({
      chance,
      times,
      outage,
      transactionWaits: policy.transactionWaits,
      indexShards: settings.indexShards,
      onEvent: () => [this.relay, this.projector].forEach(reader => reader.publish()),
    });
    this.relay = this.makeReader(settings.relay, relayRecords);
    this.projector = this.makeReader(settings.projector, projectRecords);

    // queue, intake, workflow
    this.executions = this.makeExecutions();
    this.queue = new SimulatedQueue<QueuedOrder>(clock, settings.queue, ({ order, isRun }) => {
      if (isRun) return; // the next sweep sends another one
      order.isDead = true;
      hooks.onSettled(order);
    });
    this.makeMapping();

    // sweeper
    this.sweeper = policy.sweeper && new SimulatedSweeper({
      clock,
      chance,
      policy: policy.sweeper,
      query: times.query,
      isOut: () => this.services.isOut('dynamodb', clock.now) || this.services.isOut('stepfunctions', clock.now),
      queueLength: () => this.queue.length,
      send: order => this.queue.send({ order, isRun: true }),
      hasUnfinishedOrders: hooks.hasUnfinishedOrders,
    });
  }

  private makeAccount(): LambdaAccount {
    const { settings, policy, concurrency } = this.options;
    const clientOf = (attempts: number, baseDelay: number) =>
      new SdkClient({ attempts, baseDelay, chance: this.chance });
    return new LambdaAccount({
      clock: this.clock,
      concurrency,
      functions: settings.functions,
      newEnvironment: fn => {
        const dynamo = clientOf(policy.dynamoAttempts, SDK_RETRIES.dynamoDelay);
        return new Environment(fn, dynamo, clientOf(policy.startAttempts, SDK_RETRIES.delay.failed));
      },
    });
  }

  private makeExecutions(): SimulatedExecutions<OrderRecord> {
    const { clock, options: { settings, region, times } } = this;
    const steps = simulatedSteps({ services: this.services, now: () => clock.now, skus: SKUS });
    return new SimulatedExecutions<OrderRecord>({
      clock,
      chance: this.chance,
      machine: settings.machine,
      quotas: REGION_QUOTAS[region],
      invoke: (state, { order, caught }, done) => {
        const step = steps.get(state.name);
        if (!step) throw new Error(`the bench has no step ${state.name}; it has ${[...steps.keys()].join(', ')}`);
        clock.after(this.chance.around(times.dispatch), () => this.invoke(state.fn, () => step(order, caught), done));
      },
      onEnd: ({ order }, end) => this.endExecution(order, end),
    });
  }

  private makeMapping(): void {
    const { settings, policy, times, ramp } = this.options;
    const { clock, chance, account, services, executions, queue } = this;
    const intake = new SimulatedIntake({
      ...times,
      clock,
      chance,
      account,
      services,
      executions,
      policy,
      times,
      fn: settings.intake,
      timeout: this.timeoutOf(settings.intake),
      onStart: order => this.markStarted(order),
    });
    new QueueMapping<QueuedOrder>({
      clock,
      queue,
      times,
      settings: { ...settings.mapping, ...settings.queue },
      scaling: MAPPING_SCALING[ramp],
      invoke: (batch, finish) => intake.process(batch, finish),
    });
  }

  private makeReader(
    settings: StreamMappingSettings,
    work: (services: Services, times: Assumptions, now: () => number, records: number) => FunctionWork,
  ): StreamReader {
    const { clock, options: { times } } = this;
    return new StreamReader({
      clock,
      settings,
      times,
      shards: TABLE_QUOTAS.initialWrites / TABLE_QUOTAS.partitionWrites,
      invoke: (records, finish) =>
        this.invoke(settings.fn, () => work(this.services, times, () => clock.now, records), error => {
          if (error === undefined) finish('done');
          else finish(error === TOO_MANY_REQUESTS ? 'throttled' : 'failed');
        }),
    });
  }

  private invoke(fn: string, work: () => FunctionWork, done: (error?: string) => void): void {
    const { clock, account, options: { times: { coldStart, failedCall } } } = this;
    invokeFor({ clock, account, coldStart, failedCall }, fn, this.timeoutOf(fn), work, done);
  }

  private timeoutOf(fn: string): number {
    const settings = this.options.settings.functions.get(fn);
    if (settings) return settings.timeout;
    throw new Error(`the template has no function ${fn}`);
  }

  private markStarted(order: OrderRecord): void {
    if (order.execution !== 'none') this.restarts++;
    order.execution = 'running';
    order.parked = undefined;
    this.sweeper?.remove(order);
  }

  private endExecution(order: OrderRecord, end: ExecutionEnd): void {
    order.execution = end === 'succeeded' ? 'ended' : 'broken';
    const isForPeople = placeOf(order) === 'parked' && parkedFor(order) === 'business';
    if (order.execution === 'ended' || isForPeople || !this.sweeper) this.hooks.onSettled(order);
    else this.sweeper.add(order);
  }
}
