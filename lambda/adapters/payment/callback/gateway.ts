import type { SendPaymentMessage } from './send';
import {
  PAYMENT_CONTRACT_VERSION, type PaymentAnswer, type ProviderRequest,
} from '../../../../src/contract/payment/payment-call';
import type { System } from '../../../lib/system';
import type { PaymentGateway } from '../gateway';

export interface CallbackGatewayOptions extends Pick<System, 'now'> {
  readonly send: SendPaymentMessage;
  readonly keyLife: number;
  /** How long the answer to a request is waited for, in milliseconds. */
  readonly pendingFor: number;
}

/**
 * An outside payment system that is told what to do, and answers later: by a callback, or by the command
 * `ReportPayment`. The pipeline cannot ask it anything. So a look-up finds nothing, and as long as the key lives, the
 * request is sent again: the system recognizes its key.
 */
export class CallbackGateway implements PaymentGateway {
  constructor(private readonly options: CallbackGatewayOptions) {}

  get keyLife(): number {
    return this.options.keyLife;
  }

  async ask(request: ProviderRequest, signal: AbortSignal): Promise<PaymentAnswer> {
    const { send, now, pendingFor } = this.options;
    const call = { version: PAYMENT_CONTRACT_VERSION, operation: request.purpose, ...request } as const;
    // The log counts from the record of this answer, which is later. So it waits at least as long as the message says.
    await send({ ...call, answerBefore: new Date(now().getTime() + pendingFor).toISOString() }, signal);
    return isStop(request) ? { status: 'succeeded', reference: request.key } : { status: 'pending' };
  }

  async lookUp(): Promise<PaymentAnswer> {
    return { status: 'notFound' };
  }
}

/**
 * Whether a request stops a payment that was never made: it was not answered in time, or its order was cancelled while
 * it was pending. Nothing is held, so there is nothing to wait for, and an answer might never come. If the system makes
 * the payment after all, it says so. Then this is recorded, and the money given back.
 */
const isStop = (request: ProviderRequest): boolean =>
  request.purpose === 'void' && request.payment.reference === undefined;
