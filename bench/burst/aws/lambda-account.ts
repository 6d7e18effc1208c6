import { NEW_ENVIRONMENTS, REQUESTS_PER_CONCURRENCY } from './quotas';
import { SdkClient } from './sdk-client';
import type { SimulationClock } from '../engine/clock';
import { TokenBucket } from '../engine/token-bucket';
import type { FunctionSettings } from '../settings/settings';

/** An execution environment of a function, with its clients: their budgets for retries outlive an invocation. */
export class Environment {
  constructor(
    public readonly fn: string,
    public readonly dynamo: SdkClient,
    public readonly stepFunctions: SdkClient,
  ) {}
}

/** An invocation that Lambda has accepted. */
export interface AcceptedInvocation {
  readonly environment: Environment;
  readonly isCold: boolean;
}

export interface LambdaOptions {
  readonly clock: SimulationClock;
  /** Concurrent executions of the account in the region. */
  readonly concurrency: number;
  readonly functions: ReadonlyMap<string, FunctionSettings>;
  readonly newEnvironment: (fn: string) => Environment;
}

/** The concurrency of an account, which its functions share unless they have reserved some. */
export class LambdaAccount {
  public throttled = 0;
  private running = 0;
  private readonly requests: TokenBucket;
  private readonly pools = new Map<string, FunctionPool>();
  /** What functions have not reserved. */
  private readonly unreserved: number;

  constructor(private readonly options: LambdaOptions) {
    const { concurrency, functions } = options;
    const reserved = [...functions.values()].reduce((sum, fn) => sum + (fn.reservedConcurrency ?? 0), 0);
    this.unreserved = concurrency - reserved;
    const perSecond = REQUESTS_PER_CONCURRENCY * concurrency;
    this.requests = new TokenBucket({ size: perSecond, perSecond });
  }

  /** Begins an invocation. Returns undefined if Lambda refuses it: `TooManyRequestsException`. */
  public begin(fn: string): AcceptedInvocation | undefined {
    const pool = this.poolOf(fn);
    const hasRoom = this.hasRoomFor(pool) && this.requests.take(this.options.clock.now);
    const accepted = hasRoom ? this.take(fn, pool) : undefined;
    if (!accepted) {
      this.throttled++;
      return undefined;
    }
    pool.running++;
    if (pool.reserved === undefined) this.running++;
    return accepted;
  }

  public end({ environment }: AcceptedInvocation): void {
    const pool = this.poolOf(environment.fn);
    pool.running--;
    if (pool.reserved === undefined) this.running--;
    pool.idle.push(environment);
  }

  private hasRoomFor({ reserved, running }: FunctionPool): boolean {
    return reserved === undefined ? this.running < this.unreserved : running < reserved;
  }

  private take(fn: string, pool: FunctionPool): AcceptedInvocation | undefined {
    const environment = pool.idle.pop();
    if (environment) return { environment, isCold: false };
    if (!pool.growth.take(this.options.clock.now)) return undefined;
    return { environment: this.options.newEnvironment(fn), isCold: true };
  }

  private poolOf(fn: string): FunctionPool {
    const known = this.pools.get(fn);
    if (known) return known;
    const reserved = this.options.functions.get(fn)?.reservedConcurrency;
    const pool = { idle: [], running: 0, reserved, growth: new TokenBucket(NEW_ENVIRONMENTS) };
    this.pools.set(fn, pool);
    return pool;
  }
}

interface FunctionPool {
  readonly idle: Environment[];
  readonly growth: TokenBucket;
  readonly reserved?: number;
  running: number;
}
