/** The payment function against the fake, and calls as the pipeline makes them. */
import type Stripe from 'stripe';
import { StripeServer } from './fake/stripe-server';
import { stripeClient } from '../payment/client';
import type {
  AuthorizeRequest, FollowUpRequest, PaymentAnswer, PaymentCall, ProviderRequest,
} from '../payment/contract';
import { paymentFunction } from '../payment/function';

export class World {
  public readonly server = new StripeServer();
  public stripe!: Stripe;
  public pay!: (call: PaymentCall) => Promise<PaymentAnswer>;
  private keys = 0;

  public async start(): Promise<void> {
    this.stripe = stripeClient('sk_test_of_the_fake', await this.server.start());
    this.pay = paymentFunction({ stripe: async () => this.stripe, now: this.server.clock.now });
  }

  public stop = (): Promise<void> => this.server.stop();

  public authorization(more: Partial<AuthorizeRequest> = {}): AuthorizeRequest {
    return {
      ...this.fields(),
      purpose: 'authorize',
      attempt: 1,
      capture: true,
      method: 'card',
      token: 'pm_card_visa',
      ...more,
    };
  }

  public followUp(
    purpose: FollowUpRequest['purpose'],
    { key }: { readonly key: string },
    reference: string | undefined,
    amount = 1_999,
  ): FollowUpRequest {
    return { ...this.fields(), purpose, amount, payment: { key, ...(reference && { reference }) } };
  }

  public ask = (request: ProviderRequest): Promise<PaymentAnswer> =>
    this.pay({ version: 1, operation: request.purpose, ...request });

  public lookUp = (request: ProviderRequest): Promise<PaymentAnswer> =>
    this.pay({ version: 1, operation: 'lookUp', ...request });

  /** Authorizes a payment without taking the money. */
  public async authorized(): Promise<{ request: AuthorizeRequest; reference: string }> {
    const request = this.authorization({ capture: false });
    return { request, reference: referenceOf(await this.ask(request)) };
  }

  /** Takes a payment. */
  public async paid(): Promise<{ request: AuthorizeRequest; reference: string }> {
    const request = this.authorization();
    return { request, reference: referenceOf(await this.ask(request)) };
  }

  private fields() {
    this.keys += 1;
    return {
      key: `00000000-0000-5000-8000-${String(this.keys).padStart(12, '0')}`,
      pipeline: 'shop',
      orderId: 'A-1',
      amount: 1_999,
      currency: 'EUR',
      requestedAt: this.server.clock.iso(),
    };
  }
}

export function referenceOf(answer: PaymentAnswer): string {
  if (answer.status !== 'succeeded') throw new Error(`Expected a success: ${JSON.stringify(answer)}`);
  return answer.reference;
}

/** A world for each test. */
export function worlds(): { readonly world: World } {
  const current = { world: new World() };
  beforeEach(() => {
    current.world = new World();
    return current.world.start();
  });
  afterEach(() => current.world.stop());
  return current;
}
