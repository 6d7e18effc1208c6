/** One key, one charge. */
import type { CaseDefinition } from './case';
import { ContractBroken } from '../conversation/answer';
import { expectApart, expectNotDeclined, expectSame, isUnknown } from '../conversation/demands';

export const CHARGING: readonly CaseDefinition[] = [
  {
    name: 'repeated key',
    demand: 'For a key that it knows, a provider does nothing again, and gives its first answer.',
    async play(talk) {
      const request = talk.authorize();
      const first = await talk.succeed(request);
      for (const _ of [2, 3]) expectSame(await talk.ask(request), first, 'A repeated key has to get the first answer');
      expectSame(await talk.found(request), first, 'A look-up has to find the payment');
      await talk.books({ charges: [request.amount], refunds: [], held: 0 });
    },
  },
  {
    name: 'concurrent key',
    demand: 'Of several calls at once with one key, one takes the money. The others give the same answer, or unknown, '
      + 'but never declined.',
    async play(talk) {
      const request = talk.authorize();
      const replies = await Promise.all([talk.ask(request), talk.ask(request), talk.ask(request)]);
      for (const reply of replies) expectNotDeclined(reply, 'another call with this key may have taken the money');
      const found = await talk.findDone(request);
      for (const reply of replies) if (!isUnknown(reply)) expectSame(reply, found, 'Each call has to get one answer');
      expectSame(await talk.ask(request), found, 'A later call has to get the same answer');
      await talk.books({ charges: [request.amount], refunds: [], held: 0 });
    },
  },
  {
    name: 'other values under one key',
    demand: 'A key belongs to one request. Another amount or currency under it is refused: the answer is unknown, or '
      + 'the function fails. Nothing is charged, and the first request stays as it is.',
    async play(talk) {
      const request = talk.authorize();
      const first = await talk.succeed(request);
      const { otherCurrency } = talk.settings;
      for (const other of [{ amount: request.amount + 1 }, { currency: otherCurrency }]) {
        const reply = await talk.ask({ ...request, ...other });
        if (isUnknown(reply)) continue;
        const [value] = Object.values(other);
        throw new ContractBroken(`The key was used for ${request.amount} ${request.currency}, then sent again with `
          + `${value}. The answer has to be unknown. It is ${reply.status}, which says something else about the key.`);
      }
      expectSame(await talk.found(request), first, 'A look-up has to find the first request');
      await talk.books({ charges: [request.amount], refunds: [], held: 0 });
    },
  },
  {
    name: 'another key',
    demand: 'Another key is another payment: the next attempt of an order, and an order with the same id in another '
      + 'pipeline, which shares the account at the provider.',
    async play(talk) {
      const first = talk.authorize();
      const next = talk.authorize(undefined, { attempt: 2 });
      const other = { ...talk.order, pipeline: `${talk.order.pipeline}-2` };
      const elsewhere = talk.authorize(undefined, other);
      const requests = [first, next, elsewhere];
      const done = [await talk.succeed(first), await talk.succeed(next), await talk.succeed(elsewhere)];
      expectApart(done, 'these payments');
      for (const [index, request] of requests.entries()) {
        expectSame(await talk.found(request), done[index]!, 'A look-up has to find the payment of its key');
      }
      await talk.absent(talk.authorize(undefined, { attempt: 3, requestedAt: talk.longAgo() }));
      await talk.books({ charges: [first.amount, next.amount], refunds: [], held: 0 });
      await talk.books({ charges: [elsewhere.amount], refunds: [], held: 0 }, other);
    },
  },
];
