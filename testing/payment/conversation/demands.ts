import { ContractBroken, type Reply } from './answer';
import type { Books } from './options';
import type { ProviderRequest } from '../../../src/contract/payment/payment-call';

/** The answer to a request that the provider has carried out. */
export type Done = Extract<Reply, { status: 'succeeded' }>;

/** Whether the provider can tell what became of a request, once and for all. */
export const isDefinite = ({ status }: Reply): boolean => ['succeeded', 'declined', 'notFound'].includes(status);

/** Whether the pipeline knows no more than before. */
export const isUnknown = ({ status }: Reply): boolean => status === 'unknown' || status === 'noAnswer';

/** Demands that a reply says that the request was carried out. */
export function expectDone(reply: Reply, demand: string): Done {
  if (reply.status === 'succeeded') return reply;
  throw new ContractBroken(`${demand}. It is ${replyAsText(reply)}.`);
}

/** Demands the same answer again: the same reference shows that it is the same movement of money. */
export function expectSame(reply: Reply, first: Done, demand: string): void {
  const { reference } = expectDone(reply, demand);
  if (reference !== first.reference) {
    throw new ContractBroken(`${demand}, with the reference of the first answer, ${first.reference}. `
      + `The reference is ${reference}, so money may have moved twice.`);
  }
}

/** Demands that a reply does not say `declined`, which would make the pipeline give the order up. */
export function expectNotDeclined(reply: Reply, why: string): void {
  if (reply.status === 'declined') {
    throw new ContractBroken(`The answer must not be declined, because ${why}. It is ${replyAsText(reply)}.`);
  }
}

/** Demands that two movements of money have two references. */
export function expectApart(done: readonly Done[], what: string): void {
  const references = done.map(({ reference }) => reference);
  if (new Set(references).size < references.length) {
    throw new ContractBroken(`Each of ${what} is a request of its own, with another key, so each needs a reference of `
      + `its own. The references are ${references.join(', ')}.`);
  }
}

/** A reply in words. */
export function replyAsText(reply: Reply): string {
  switch (reply.status) {
    case 'succeeded': return `succeeded with the reference ${reply.reference}`;
    case 'declined': return `declined with the code ${reply.code}`;
    case 'unknown': return `unknown${reply.reason === undefined ? '' : ` (${reply.reason})`}`;
    case 'noAnswer': return `without an answer (${reply.reason})`;
    default: return reply.status;
  }
}

/** A request in words. */
export const nameOf = ({ purpose, amount, currency }: ProviderRequest): string => `${purpose} of ${amount} ${currency}`;

/** Books in words, with the amounts in ascending order. */
export function booksAsText({ charges, refunds, held }: Books): string {
  const list = (name: string, amounts: readonly number[]) =>
    `${name} ${amounts.length === 0 ? 'none' : [...amounts].sort((a, b) => a - b).join(' + ')}`;
  return [list('charges', charges), list('refunds', refunds), `held ${held}`].join(', ');
}
