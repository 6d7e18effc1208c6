import type { CallResult, Pause, ServiceCall } from './work';
import type { Assumptions } from '../aws/assumptions';
import { ContendedItem } from '../aws/contended-item';
import { TABLE_QUOTAS, WRITE_UNITS } from '../aws/quotas';
import { TableCapacity } from '../aws/table';
import type { Chance } from '../engine/chance';
import { TokenBucket } from '../engine/token-bucket';

/** A service that a scenario can switch off. */
export type OutService = 'dynamodb' | 'eventbridge' | 'stepfunctions' | 'provider';

/** When a service is out, in seconds. */
export interface Outage {
  readonly service: OutService;
  readonly from: number;
  readonly to: number;
  /** The share of the customers for whom the provider is out. Undefined: all. */
  readonly share?: number;
  /** Whether the provider does not even fail: each call of it ends at its deadline. */
  readonly hangs?: boolean;
}

export interface ServicesOptions {
  readonly chance: Chance;
  readonly times: Assumptions;
  readonly outage?: Outage;
  readonly transactionWaits: readonly number[];
  /** The keys over which the index of unfinished orders is spread. Undefined: there is no index. */
  readonly indexShards?: number;
  /** Called for each event that is written. */
  readonly onEvent: () => void;
}

/** Names of DynamoDB's errors, as the SDK reports them. */
export const DYNAMO_ERRORS = {
  throttled: 'ProvisionedThroughputExceededException',
  failed: 'InternalServerError',
  conflict: 'ConditionalCheckFailedException',
} as const;

/** A row that changes its place in an index is deleted there and put again. */
const INDEX_UNITS = 2;

type CallsOf<T> = Generator<ServiceCall | Pause, T, CallResult>;

/** The services that functions call. Every method is work: it returns the name of an error, or nothing. */
export class Services {
  /** The SKU that everybody wants. */
  public readonly hotItem: ContendedItem;
  private readonly events = new TableCapacity();
  private readonly stock = new TableCapacity();
  private readonly view = new TokenBucket(unitsOf(TABLE_QUOTAS.initialWrites));
  private readonly index: TokenBucket;

  constructor(private readonly options: ServicesOptions) {
    this.hotItem = new ContendedItem(options.times.itemLock);
    // A key of the index is in one partition. More keys than partitions of the table do not help further.
    const partitions = Math.min(options.indexShards ?? 1, TABLE_QUOTAS.initialWrites / TABLE_QUOTAS.partitionWrites);
    this.index = new TokenBucket(unitsOf(partitions * TABLE_QUOTAS.partitionWrites));
  }

  public isOut(service: OutService, now: number): boolean {
    const { outage } = this.options;
    return outage?.service === service && now >= outage.from && now < outage.to;
  }

  /** Loads the events of an order. */
  public * load(): CallsOf<string | undefined> {
    const attempt = (now: number) => (this.isOut('dynamodb', now) ? 'failed' as const : undefined);
    return errorOf(yield { client: 'dynamo', latency: this.around(this.options.times.query), attempt });
  }

  /** Appends an event of up to so many KB. */
  public * append(order: number, units: number = WRITE_UNITS.plain): CallsOf<string | undefined> {
    const error = errorOf(yield {
      client: 'dynamo',
      latency: this.around(this.options.times.put),
      attempt: now => this.write(this.events, order, units, now),
    });
    if (!error) this.options.onEvent();
    return error;
  }

  /** Appends an event and moves the stock of some SKUs in one transaction, which is repeated while it meets others. */
  public * appendAndMove(order: number, skus: number, isHot: boolean): CallsOf<string | undefined> {
    const { transactionWaits, times, chance } = this.options;
    for (const wait of [...transactionWaits, undefined]) {
      const result = yield {
        client: 'dynamo',
        latency: this.around(times.transaction),
        attempt: now => this.tryMove(order, skus, isHot, now),
      };
      if (result === undefined) {
        this.options.onEvent();
        return undefined;
      }
      if (result !== 'conflict') return errorOf(result);
      if (wait !== undefined) yield { pause: chance.next() * wait };
    }
    return 'TransactionContention';
  }

  /** Takes the write units of rows of the order view and of its index. Returns how long they have to wait for them. */
  public reserveRows(rows: number, now: number): number {
    const { indexShards } = this.options;
    const indexed = indexShards === undefined ? now : this.index.reserve(now, rows * INDEX_UNITS);
    return Math.max(this.view.reserve(now, rows), indexed) - now;
  }

  /** Calls the provider about the payment of an order. Returns false if it does not answer until the deadline. */
  public * callProvider(now: () => number, isUnlucky: boolean, deadline: number): CallsOf<boolean> {
    const { outage, times } = this.options;
    const isOut = this.isOut('provider', now()) && (outage?.share === undefined || isUnlucky);
    yield { pause: isOut && outage?.hangs ? deadline : this.around(times.charge) };
    return !isOut;
  }

  private tryMove(order: number, skus: number, isHot: boolean, now: number): CallResult {
    if (this.isOut('dynamodb', now)) return 'failed';
    if (isHot && !this.hotItem.tryWrite(now)) return 'conflict';
    // Throttled parts cancel a transaction like a conflict does.
    const units = WRITE_UNITS.transactional;
    const isWritten = this.events.write(now, order, units)
      && Array.from({ length: skus }, (_, index) => this.stock.write(now, 31 * order + index, units)).every(Boolean);
    return isWritten ? undefined : 'conflict';
  }

  private write(table: TableCapacity, key: number, units: number, now: number): CallResult {
    if (this.isOut('dynamodb', now)) return 'failed';
    return table.write(now, key, units) ? undefined : 'throttled';
  }

  private around(mean: number): number {
    return this.options.chance.around(mean);
  }
}

const errorOf = (result: CallResult): string | undefined => (result === undefined ? undefined : DYNAMO_ERRORS[result]);

const unitsOf = (perSecond: number) => ({ size: perSecond, perSecond });
