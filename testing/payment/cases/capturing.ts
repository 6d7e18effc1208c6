/** Authorizations that are captured when the goods are shipped: `capture: false`. */
import type { CaseDefinition } from './case';
import type { PaymentRef } from '../../../src/contract/payment/payment-call';
import type { Conversation } from '../conversation/conversation';
import { expectSame } from '../conversation/demands';

/** Authorizes a payment without taking the money. */
async function authorized(talk: Conversation): Promise<PaymentRef> {
  const request = talk.authorize(undefined, { capture: false });
  const first = await talk.succeed(request);
  expectSame(await talk.ask(request), first, 'A repeated authorization has to get the first answer');
  await talk.books({ charges: [], refunds: [], held: request.amount });
  return { key: request.key, reference: first.reference };
}

export const CAPTURING: readonly CaseDefinition[] = [
  {
    name: 'capture of an authorization',
    demand: 'An authorization takes no money. Its capture does, once per key. After it, refunds work.',
    onShipment: true,
    async play(talk) {
      const { amount } = talk.settings;
      const payment = await authorized(talk);
      await talk.refuse(talk.about(payment, 'refund', amount), 'nothing was captured');
      const capture = talk.about(payment, 'capture', amount);
      const first = await talk.succeed(capture);
      expectSame(await talk.ask(capture), first, 'A repeated capture has to get the first answer');
      expectSame(await talk.found(capture), first, 'A look-up has to find the capture');
      await talk.books({ charges: [amount], refunds: [], held: 0 });
      await talk.succeed(talk.about(payment, 'refund', amount));
      await talk.books({ charges: [amount], refunds: [amount], held: 0 });
    },
  },
  {
    name: 'partial capture, and void of the rest',
    demand: 'A part of an authorization can be captured, and the rest voided. After that, no more can be captured, '
      + 'and no more than the part can be refunded.',
    onShipment: true,
    async play(talk) {
      const { amount } = talk.settings;
      const part = talk.tenths(6);
      const payment = await authorized(talk);
      await talk.succeed(talk.about(payment, 'capture', part));
      await talk.succeed(talk.about(payment, 'void', amount - part));
      await talk.books({ charges: [part], refunds: [], held: 0 });
      await talk.refuse(talk.about(payment, 'capture', amount - part), 'the rest was voided');
      await talk.refuse(talk.about(payment, 'refund', part + 1), `only ${part} was captured`);
      await talk.succeed(talk.about(payment, 'refund', part));
      await talk.books({ charges: [part], refunds: [part], held: 0 });
    },
  },
  {
    name: 'void of an authorization',
    demand: 'A void ends an authorization. A repeated void gives the same answer. Nothing can be captured after it.',
    onShipment: true,
    async play(talk) {
      const { amount } = talk.settings;
      const payment = await authorized(talk);
      const release = talk.about(payment, 'void', amount);
      const first = await talk.succeed(release);
      expectSame(await talk.ask(release), first, 'A repeated void has to get the first answer');
      expectSame(await talk.found(release), first, 'A look-up has to find the void');
      await talk.refuse(talk.about(payment, 'capture', amount), 'the authorization was voided');
      await talk.books({ charges: [], refunds: [], held: 0 });
    },
  },
  {
    name: 'capture of more than is authorized',
    demand: 'A capture of more than was authorized is refused. The authorization stays as it is.',
    onShipment: true,
    async play(talk) {
      const { amount } = talk.settings;
      const payment = await authorized(talk);
      await talk.refuse(talk.about(payment, 'capture', amount + 1), `only ${amount} is authorized`);
      await talk.books({ charges: [], refunds: [], held: amount });
      await talk.succeed(talk.about({ key: payment.key }, 'capture', amount)); // by the key alone
      await talk.books({ charges: [amount], refunds: [], held: 0 });
    },
  },
];
