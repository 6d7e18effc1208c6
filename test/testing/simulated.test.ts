/** The contract suite on the simulated provider, as if it were the payment function of somebody. */
import { SimulatedGateway } from '../../lambda/adapters/payment/simulated/gateway';
import type { LedgerPayment } from '../../lambda/adapters/payment/simulated/ledger';
import { MemoryLedger } from '../../lambda/adapters/payment/simulated/memory-ledger';
import { SimulatedMethod } from '../../src/contract/payment/payment';
import { PAYMENT_CONTRACT_VERSION, PAYMENT_PURPOSES, type PaymentCall } from '../../src/contract/payment/payment-call';
import type { Books, OrderOfCase, PaymentContractOptions } from '../../testing';
import { contractCases } from '../../testing/payment/contract';
import { VirtualTime } from '../support/payment-function/virtual-time';

/** Faults around the provider: it books the payment, and then the answer is late or an error. */
const FaultMethod = { SLOW: 'slow', STORES_ERROR: 'stores-error' } as const;

const DEADLINE = 20_000;

const OPERATIONS: readonly string[] = [...PAYMENT_PURPOSES, 'lookUp'];

/** The simulated provider behind the JSON of the contract. */
class SimulatedFunction {
  private readonly ledger = new MemoryLedger();
  private readonly gateway: SimulatedGateway;
  /** The ledger does not know the pipelines of its orders. */
  private readonly pipelines = new Map<string, string>();

  constructor(private readonly time: VirtualTime) {
    this.gateway = new SimulatedGateway({ ledger: this.ledger, now: time.now, keyLife: 60_000 });
  }

  get options(): PaymentContractOptions {
    return {
      faults: {
        decline: { method: SimulatedMethod.DECLINES },
        pend: { method: SimulatedMethod.PENDS },
        loseAnswer: { method: SimulatedMethod.ANSWERS_LATE },
        delay: { method: FaultMethod.SLOW },
        storeError: { method: FaultMethod.STORES_ERROR },
        // It says that it forgets keys after their life. Its ledger keeps them, as the look-up needs.
        forgetKeys: async () => this.time.sleep(2 * this.gateway.keyLife),
      },
      books: async order => this.booksOf(order),
      deadline: DEADLINE,
    };
  }

  readonly pay = async ({ version, operation, ...request }: PaymentCall): Promise<unknown> => {
    if (version !== PAYMENT_CONTRACT_VERSION || !OPERATIONS.includes(operation)) {
      return { status: 'unknown', reason: `version ${String(version)}, operation ${operation}` };
    }
    const { signal } = new AbortController();
    if (operation === 'lookUp') return this.gateway.lookUp(request, signal);
    this.pipelines.set(request.key, request.pipeline);
    const isKnown = this.ledger.entries.has(request.key);
    const answer = await this.gateway.ask(request, signal);
    const method = request.purpose === 'authorize' ? request.method : undefined;
    if (method === FaultMethod.STORES_ERROR) throw new Error('500 of the provider');
    if (method === FaultMethod.SLOW && !isKnown) await this.time.sleep(1.5 * DEADLINE);
    return answer;
  };

  private booksOf({ pipeline, orderId }: OrderOfCase): Books {
    const entries = [...this.ledger.entries.values()].filter(entry =>
      entry.orderId === orderId && this.pipelines.get(entry.key) === pipeline && entry.outcome === 'succeeded');
    const payments = entries.filter((entry): entry is LedgerPayment => entry.purpose === 'authorize');
    const amountsOf = (purpose: 'capture' | 'refund') =>
      entries.filter(entry => entry.purpose === purpose).map(({ amount }) => amount);
    // What was authorized first is taken by captures, which are entries of their own.
    const taken = payments.filter(({ key, captured }) =>
      captured > 0 && !entries.some(({ purpose, payment }) => purpose === 'capture' && payment === key));
    return {
      charges: [
        ...taken.flatMap(({ amount, charges }) => Array<number>(charges).fill(amount)), ...amountsOf('capture'),
      ],
      refunds: amountsOf('refund'),
      held: payments.reduce((sum, { held }) => sum + held, 0),
    };
  }
}

function cases() {
  const time = new VirtualTime();
  const { pay, options } = new SimulatedFunction(time);
  return contractCases(pay, options, time);
}

test.each(cases().map(({ name }) => name))('%s', async name => {
  const { status, problem } = await cases().find(one => one.name === name)!.outcome();
  expect({ status, problem }).toEqual({ status: 'passed' });
});

test('a pending payment of the simulated provider is made a minute later', async () => {
  const time = new VirtualTime();
  const { pay, options } = new SimulatedFunction(time);
  const { method } = options.faults!.pend!;
  const request = {
    version: PAYMENT_CONTRACT_VERSION,
    purpose: 'authorize',
    key: time.newId(),
    pipeline: 'Shop/Orders',
    orderId: 'A-1',
    attempt: 1,
    amount: 1_000,
    currency: 'EUR',
    method,
    capture: true,
    requestedAt: time.now().toISOString(),
  } as const;
  expect(await pay({ ...request, operation: 'authorize' })).toEqual({ status: 'pending' });
  await time.sleep(60_000);
  expect(await pay({ ...request, operation: 'lookUp' })).toMatchObject({ status: 'succeeded' });
  expect(await options.books!(request)).toEqual({ charges: [1_000], refunds: [], held: 0 });
});
