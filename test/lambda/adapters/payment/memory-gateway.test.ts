import { testPaymentGateway } from '../../../support/contract/payment-gateway';
import { MemoryGateway } from '../../../support/world/memory-gateway';

let made = 0;

describe('the provider in memory, by which all other tests pay', () => {
  testPaymentGateway(() => ({ gateway: new MemoryGateway(), fresh: prefix => `${prefix}-${++made}` }));
});
