import { SimulatedGateway } from '../../../../../lambda/adapters/payment/simulated/gateway';
import type { LedgerPayment } from '../../../../../lambda/adapters/payment/simulated/ledger';
import { MemoryLedger } from '../../../../../lambda/adapters/payment/simulated/memory-ledger';
import { testPaymentGateway } from '../../../../support/contract/payment-gateway';
import { Clock } from '../../../../support/world/clock';

describe('the simulated provider with books in memory, by which all other tests pay', () => {
  testPaymentGateway(() => {
    const [ledger, clock] = [new MemoryLedger(), new Clock()];
    return {
      gateway: new SimulatedGateway({ ledger, keyLife: 24 * 60 * 60_000, now: clock.now }),
      orderId: 'A-1',
      now: clock.now,
      pass: milliseconds => clock.pass(milliseconds),
      charges: async key => (ledger.entries.get(key) as LedgerPayment).charges,
    };
  });
});
