import type { ExpiringPolicyName } from '../../../../src/contract/payment/payment';
import type { CaptureModeName } from '../../../../src/contract/payment/payment-call';
import type { System } from '../../../lib/system';
import type { Orders } from '../../../orders/orders';
import type { Provider } from '../provider';

/** How the pipeline deals with its provider. */
export interface PaymentTerms {
  /** Whether orders are charged to accounts, so that no provider is asked. */
  readonly onAccount: boolean;
  readonly capture: CaptureModeName;
  readonly expiring: ExpiringPolicyName;
  /** Whether the provider can be asked what became of a request. If not, it brings its answers itself. */
  readonly looksUp: boolean;
  /** How long a pending request is waited for, in milliseconds. */
  readonly pendingFor: number;
  /** How long an authorization lives whose end the provider does not tell, in milliseconds. */
  readonly authorizationLife: number;
}

export interface SettleNeeds extends Pick<System, 'now'> {
  readonly orders: Orders;
  readonly provider: Provider;
  readonly terms: PaymentTerms;
  /** The identity of the pipeline. */
  readonly identity: string;
}
