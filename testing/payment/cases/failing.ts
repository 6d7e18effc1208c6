/** What becomes of a payment when an answer does not arrive. */
import type { CaseDefinition } from './case';
import { ContractBroken, type Reply } from '../conversation/answer';
import { replyAsText, expectDone, expectNotDeclined, expectSame, isUnknown } from '../conversation/demands';

/** Demands that a fault of the options happens. Otherwise its case would show nothing. */
function expectFault(reply: Reply, fault: string): void {
  expectNotDeclined(reply, 'the money may have been taken');
  if (!isUnknown(reply)) {
    throw new ContractBroken(`faults.${fault} does not do what it is for: the answer is ${replyAsText(reply)}. `
      + 'So this case shows nothing.');
  }
}

export const FAILING: readonly CaseDefinition[] = [
  {
    name: 'lost answer',
    demand: 'If the caller dies before it has read the answer, a look-up finds the payment, and a repeated call with '
      + 'the same key takes no more money.',
    async play(talk) {
      const request = talk.authorize();
      await talk.ask(request); // whatever it answers, nobody has read it
      const found = await talk.findDone(request);
      expectSame(await talk.ask(request), found, 'A repeated call has to get the same answer');
      await talk.books({ charges: [request.amount], refunds: [], held: 0 });
    },
  },
  {
    name: 'answer lost after the charge',
    demand: 'If the function fails after the provider has taken the money, a look-up finds the payment. A repeated '
      + 'call takes no more money, and never answers declined.',
    faults: ['loseAnswer'],
    async play(talk) {
      const request = talk.authorize(talk.settings.faults.loseAnswer);
      expectFault(await talk.ask(request), 'loseAnswer');
      const found = await talk.findDone(request);
      const again = await talk.ask(request);
      expectNotDeclined(again, 'the money was taken');
      if (!isUnknown(again)) expectSame(again, found, 'A repeated call has to get the answer that was lost');
      expectSame(await talk.found(request), found, 'A look-up has to find the same payment again');
      await talk.books({ charges: [request.amount], refunds: [], held: 0 });
    },
  },
  {
    name: 'slow answer',
    demand: 'If the deadline passes before the answer comes, the outcome is unknown. A later look-up tells the truth, '
      + 'and a repeated call takes no more money.',
    faults: ['delay'],
    async play(talk) {
      const request = talk.authorize(talk.settings.faults.delay);
      const first = talk.send(request);
      expectFault(await first.byDeadline, 'delay');
      expectNotDeclined(await talk.lookUp(request), 'the first call has not ended');
      const again = talk.send(request);
      expectNotDeclined(await again.byDeadline, 'the first call with this key may have taken the money');
      const late = [await talk.inPatience(first.inTheEnd), await talk.inPatience(again.inTheEnd)];
      const found = await talk.findDone(request);
      for (const reply of late) {
        if (reply && !isUnknown(reply)) expectSame(reply, found, 'Each call with one key has to get one answer');
      }
      await talk.books({ charges: [request.amount], refunds: [], held: 0 });
    },
  },
  {
    name: 'stored server error',
    demand: 'If the provider answers with a server error, and repeats it under the same key, the outcome is unknown, '
      + 'never declined: the money may have been taken. A look-up tells by other means whether it was.',
    faults: ['storeError'],
    async play(talk) {
      const request = talk.authorize(talk.settings.faults.storeError);
      for (const _ of [1, 2]) expectFault(await talk.ask(request), 'storeError');
      const found = await talk.found(request);
      const books = await talk.readBooks();
      if (books ? books.charges.length > 0 : found.status !== 'notFound') {
        expectDone(found, `The look-up has to find the payment, ${books ? 'which is in the books' : 'or notFound'}`);
      } else if (found.status === 'succeeded' || found.status === 'pending') {
        throw new ContractBroken(`No money was taken, so the look-up must not answer ${replyAsText(found)}.`);
      }
      const charges = found.status === 'succeeded' ? [request.amount] : [];
      await talk.books({ charges, refunds: [], held: 0 });
    },
  },
  {
    name: 'forgotten key',
    demand: 'When the provider has forgotten a key, a look-up still finds what was done under it. The pipeline never '
      + 'sends such a key again.',
    faults: ['forgetKeys'],
    async play(talk) {
      const request = talk.authorize();
      const paid = await talk.succeed(request);
      const refund = talk.about({ key: request.key, reference: paid.reference }, 'refund', talk.tenths(3));
      const refunded = await talk.succeed(refund);
      await talk.settings.faults.forgetKeys!();
      expectSame(await talk.found(request), paid, 'A look-up has to find the payment');
      expectSame(await talk.found(refund), refunded, 'A look-up has to find the refund');
      await talk.absent(talk.authorize(undefined, { requestedAt: talk.longAgo() }));
      await talk.books({ charges: [request.amount], refunds: [refund.amount], held: 0 });
    },
  },
];
