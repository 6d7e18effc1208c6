import { type Reply, readAnswerTo } from './answer';
import type { PaymentContractExchange } from './exchange';
import type { ContractSettings, PaymentFunction } from './options';
import type { System } from '../../../lambda/lib/system';
import type { PaymentCall } from '../../../src/contract/payment/payment-call';

/** What came of a call by its deadline, and what comes of it in the end. Both are the same if it was in time. */
export interface Sent {
  readonly byDeadline: Promise<Reply>;
  readonly inTheEnd: Promise<Reply>;
}

/** The calls of one case: sends them with deadlines, and writes down what came back. */
export class Calls {
  private readonly log: { sent: unknown; received?: unknown; problem?: string }[] = [];

  constructor(
    private readonly provider: PaymentFunction,
    private readonly settings: ContractSettings,
    private readonly system: Pick<System, 'after'>,
  ) {}

  /** In the order in which they were sent. */
  get exchanges(): readonly PaymentContractExchange[] {
    return this.log;
  }

  /** Sends a call, whether or not it is of the contract. The promises reject with ContractBroken. */
  send(call: object): Sent {
    const sent = jsonOf(call) as { operation?: unknown; amount?: unknown };
    const exchange: (typeof this.log)[number] = { sent };
    this.log.push(exchange);
    const { deadline, lookUpDeadline } = this.settings;
    const inTheEnd = this.answerTo(sent, exchange);
    const byDeadline = this.before(sent.operation === 'lookUp' ? lookUpDeadline : deadline, inTheEnd, exchange);
    inTheEnd.catch(() => undefined); // reported by whoever waits for it; nobody may be waiting yet
    return { byDeadline, inTheEnd };
  }

  private async answerTo(
    sent: { operation?: unknown; amount?: unknown }, exchange: { received?: unknown; problem?: string },
  ): Promise<Reply> {
    let answer: unknown;
    try {
      answer = jsonOf(await this.provider(jsonOf(sent) as PaymentCall));
    } catch (error) {
      exchange.problem = `the function failed: ${error instanceof Error ? error.message : String(error)}`;
      return { status: 'noAnswer', reason: exchange.problem };
    }
    exchange.received = answer;
    return readAnswerTo(sent.operation, sent.amount, answer);
  }

  private before(
    milliseconds: number, reply: Promise<Reply>, exchange: { problem?: string },
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const stopClock = this.system.after(milliseconds, () => {
        exchange.problem = `no answer within ${milliseconds / 1_000} s`;
        resolve({ status: 'noAnswer', reason: exchange.problem });
      });
      reply.finally(stopClock).then(resolve, reject);
    });
  }
}

/** A copy of a value as JSON, so that neither side can change what the other has. */
function jsonOf(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? null : JSON.parse(text); // Lambda, too, makes null of undefined
}
