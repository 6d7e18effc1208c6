/** Payments that are declined, or not yet decided. */
import type { CaseDefinition } from './case';
import { ContractBroken, type Reply } from '../conversation/answer';
import { replyAsText } from '../conversation/demands';

/** Demands that a payment is declined, with the code of the first answer. */
function expectDeclined(reply: Reply, code?: string): string {
  if (reply.status !== 'declined' || (code !== undefined && reply.code !== code)) {
    const wanted = code === undefined ? 'declined' : `declined with the code ${code}, as before`;
    throw new ContractBroken(`The answer has to be ${wanted}. It is ${replyAsText(reply)}.`);
  }
  return reply.code;
}

export const DECLINING: readonly CaseDefinition[] = [
  {
    name: 'declined payment',
    demand: 'A declined payment stays declined under its key: the same code again, also for a look-up. It cannot be '
      + 'refunded. Another attempt, with another key, is a new payment.',
    faults: ['decline'],
    async play(talk) {
      const request = talk.authorize(talk.settings.faults.decline);
      const code = expectDeclined(await talk.ask(request));
      expectDeclined(await talk.ask(request), code);
      expectDeclined(await talk.found(request), code);
      await talk.refuse(talk.about({ key: request.key }, 'refund', request.amount), 'the payment was declined');
      await talk.books({ charges: [], refunds: [], held: 0 });
      await talk.pay({ attempt: 2 });
      await talk.books({ charges: [request.amount], refunds: [], held: 0 });
    },
  },
  {
    name: 'pending payment',
    demand: 'While a payment is pending, a repeated call and a look-up say so. '
      + 'If nobody decides a pending payment in time, it is voided. If the void succeeds, the payment '
      + 'never does; if it is too late for a void, it is refused.',
    faults: ['pend'],
    async play(talk) {
      const request = talk.authorize(talk.settings.faults.pend);
      const first = await talk.ask(request);
      if (first.status !== 'pending') {
        throw new ContractBroken(`faults.pend does not do what it is for: the answer is ${replyAsText(first)}. `
          + 'So this case shows nothing.');
      }
      for (const reply of [await talk.ask(request), await talk.lookUp(request)]) {
        if (reply.status !== 'pending') throw new ContractBroken(`The payment is pending, not ${replyAsText(reply)}.`);
      }
      const { reference } = first;
      const payment = { key: request.key, ...reference !== undefined && { reference } };
      const release = talk.about(payment, 'void', request.amount);
      const isVoided = (await talk.ask(release)).status === 'succeeded';
      const after = await talk.lookUp(request);
      if (isVoided && (after.status === 'succeeded' || after.status === 'pending')) {
        throw new ContractBroken(`The payment was voided, so it must not be ${replyAsText(after)}.`);
      }
      if (!isVoided && after.status === 'notFound') {
        throw new ContractBroken('The void was refused, so a look-up still has to find the payment. It is notFound.');
      }
      if (isVoided) await talk.books({ charges: [], refunds: [], held: 0 });
    },
  },
];
