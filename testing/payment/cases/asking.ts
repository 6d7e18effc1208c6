/** Look-ups of what never happened, and calls that the function cannot know. */
import type { CaseDefinition } from './case';
import { PAYMENT_CONTRACT_VERSION } from '../../../src/contract/payment/payment-call';
import { ContractBroken } from '../conversation/answer';
import type { Conversation } from '../conversation/conversation';
import { replyAsText } from '../conversation/demands';

const NOTHING = { charges: [], refunds: [], held: 0 };

/** Sends a call of another kind. Demands a clear answer, and that nothing happens. */
async function refusesOddCall(talk: Conversation, other: { version?: number; operation?: string }): Promise<void> {
  const request = talk.authorize(undefined, { requestedAt: talk.longAgo() });
  const call = { version: PAYMENT_CONTRACT_VERSION, operation: request.purpose, ...request, ...other };
  const reply = await talk.sendOdd(call);
  if (reply.status !== 'unknown') {
    throw new ContractBroken(`The answer has to be unknown, with a reason. It is ${replyAsText(reply)}.`);
  }
  await talk.absent(request);
  await talk.books(NOTHING);
}

export const ASKING: readonly CaseDefinition[] = [
  {
    name: 'look-up of an unknown key',
    demand: 'A look-up of a request that was never sent answers notFound, and moves no money. If the request is so '
      + 'young that the provider may not list it yet, it may answer unknown.',
    async play(talk) {
      const young = await talk.lookUp(talk.authorize());
      if (young.status !== 'notFound' && young.status !== 'unknown') {
        throw new ContractBroken(`The answer has to be notFound or unknown. It is ${replyAsText(young)}.`);
      }
      const old = talk.authorize(undefined, { requestedAt: talk.longAgo() });
      await talk.absent(old);
      await talk.absent(old);
      await talk.absent({ ...old, capture: false });
      await talk.books(NOTHING);
    },
  },
  {
    name: 'look-up of an unknown refund',
    demand: 'A look-up of a refund that was never sent answers notFound, and refunds nothing.',
    async play(talk) {
      const { amount } = talk.settings;
      const payment = await talk.pay();
      const refund = talk.about(payment, 'refund', amount, { requestedAt: talk.longAgo() });
      await talk.absent(refund);
      await talk.absent({ ...refund, payment: { key: payment.key } });
      await talk.books({ charges: [amount], refunds: [], held: 0 });
      await talk.succeed(talk.about(payment, 'refund', amount)); // fails if a look-up has refunded
    },
  },
  {
    name: 'unknown operation',
    demand: 'An operation that the function does not know gets the answer unknown, with a reason, and moves no money.',
    play: talk => refusesOddCall(talk, { operation: 'contract-suite-operation' }),
  },
  {
    name: 'unknown version',
    demand: 'A version of the contract that the function does not know gets the answer unknown, with a reason, and '
      + 'moves no money.',
    play: talk => refusesOddCall(talk, { version: PAYMENT_CONTRACT_VERSION + 1 }),
  },
  {
    name: 'unknown fields',
    demand: 'A function ignores fields that it does not know. Later versions of the library may add some.',
    async play(talk) {
      const request = talk.authorize();
      const call = { ...request, operation: request.purpose, contractSuite: { note: 'ignore me', list: [1, null] } };
      const reply = await talk.sendOdd({ version: PAYMENT_CONTRACT_VERSION, ...call });
      if (reply.status !== 'succeeded') {
        throw new ContractBroken(`The answer has to be succeeded. It is ${replyAsText(reply)}.`);
      }
      await talk.books({ charges: [request.amount], refunds: [], held: 0 });
    },
  },
];
