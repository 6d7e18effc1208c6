import type { PaymentGateway } from './gateway';

/** Of a pipeline whose orders go on account. The settlement asks no provider, so a call is a defect. */
export class NoProvider implements PaymentGateway {
  readonly keyLife = 0;

  async ask(): Promise<never> {
    throw new Error('orders on account have no provider');
  }

  async lookUp(): Promise<never> {
    throw new Error('orders on account have no provider');
  }
}
