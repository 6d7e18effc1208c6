/** Refunds: each has a key of its own, and all together are never more than what was captured. */
import type { CaseDefinition } from './case';
import { ContractBroken } from '../conversation/answer';
import { expectApart, expectNotDeclined, expectSame, isUnknown } from '../conversation/demands';

export const REFUNDING: readonly CaseDefinition[] = [
  {
    name: 'partial refunds',
    demand: 'Refunds of parts add up. A refund of more than is left is refused, and what is left can be refunded.',
    async play(talk) {
      const { amount } = talk.settings;
      const payment = await talk.pay();
      const parts = [talk.tenths(3), talk.tenths(2)];
      const refunds = parts.map(part => talk.about(payment, 'refund', part));
      const done = [];
      for (const refund of refunds) done.push(await talk.succeed(refund));
      expectApart(done, 'these refunds');
      for (const [index, refund] of refunds.entries()) {
        expectSame(await talk.found(refund), done[index]!, 'A look-up has to find the refund of its key');
      }
      const left = amount - parts[0]! - parts[1]!;
      await talk.refuse(talk.about(payment, 'refund', left + 1), `only ${left} is left of ${amount}`);
      await talk.books({ charges: [amount], refunds: parts, held: 0 });
      await talk.succeed(talk.about(payment, 'refund', left));
      await talk.refuse(talk.about(payment, 'refund', 1), 'everything was refunded');
      await talk.books({ charges: [amount], refunds: [...parts, left], held: 0 });
    },
  },
  {
    name: 'second refund of the same amount',
    demand: 'A second refund with another key is a new refund, also of the same amount. It is never taken for the '
      + 'first one and answered without money being moved.',
    async play(talk) {
      const { amount } = talk.settings;
      const part = talk.tenths(4);
      const payment = await talk.pay();
      const done = [
        await talk.succeed(talk.about(payment, 'refund', part)),
        await talk.succeed(talk.about(payment, 'refund', part)),
      ];
      await talk.books({ charges: [amount], refunds: [part, part], held: 0 });
      expectApart(done, 'the two refunds');
      const left = amount - 2 * part;
      const why = `two refunds of ${part} leave ${left}. If this one succeeds, the second refund moved no money`;
      await talk.refuse(talk.about(payment, 'refund', left + 1), why);
      await talk.succeed(talk.about(payment, 'refund', left));
      await talk.books({ charges: [amount], refunds: [part, part, left], held: 0 });
    },
  },
  {
    name: 'repeated refund',
    demand: 'A refund that is repeated with its key moves money once. Another amount under its key is refused.',
    async play(talk) {
      const { amount } = talk.settings;
      const payment = await talk.pay();
      const refund = talk.about(payment, 'refund', talk.tenths(4));
      const first = await talk.succeed(refund);
      expectSame(await talk.ask(refund), first, 'A repeated refund has to get the first answer');
      const other = await talk.ask({ ...refund, amount: refund.amount + 1 });
      if (!isUnknown(other)) {
        throw new ContractBroken(`The key was used to refund ${refund.amount}, then sent again with `
          + `${refund.amount + 1}. The answer has to be unknown. It is ${other.status}.`);
      }
      expectSame(await talk.found(refund), first, 'A look-up has to find the refund');
      await talk.books({ charges: [amount], refunds: [refund.amount], held: 0 });
      await talk.succeed(talk.about(payment, 'refund', amount - refund.amount)); // fails if the first one moved more
    },
  },
  {
    name: 'concurrent refund',
    demand: 'Of several refunds at once with one key, one moves money. The others give the same answer, or unknown.',
    async play(talk) {
      const { amount } = talk.settings;
      const payment = await talk.pay();
      const refund = talk.about(payment, 'refund', talk.tenths(4));
      const replies = await Promise.all([talk.ask(refund), talk.ask(refund), talk.ask(refund)]);
      for (const reply of replies) expectNotDeclined(reply, 'another call with this key may have refunded the money');
      const found = await talk.findDone(refund);
      for (const reply of replies) if (!isUnknown(reply)) expectSame(reply, found, 'Each call has to get one answer');
      await talk.books({ charges: [amount], refunds: [refund.amount], held: 0 });
      await talk.succeed(talk.about(payment, 'refund', amount - refund.amount));
    },
  },
  {
    name: 'refund without a reference',
    demand: 'A refund finds its payment by the key alone: a payment that timed out has no reference in the log.',
    async play(talk) {
      const { amount } = talk.settings;
      const { key } = await talk.pay();
      await talk.succeed(talk.about({ key }, 'refund', amount));
      await talk.books({ charges: [amount], refunds: [amount], held: 0 });
    },
  },
  {
    name: 'refund of nothing',
    demand: 'A refund of a payment that the provider does not know is refused, and moves no money.',
    async play(talk) {
      const { key } = talk.authorize();
      await talk.refuse(talk.about({ key }, 'refund', talk.settings.amount), 'the payment was never made');
      await talk.books({ charges: [], refunds: [], held: 0 });
    },
  },
];
