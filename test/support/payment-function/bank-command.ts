/** The payment functions of the examples, as commands: each has the same pretend bank, whose books are a file. */
import { existsSync, readFileSync } from 'node:fs';
import {
  type Books, type OrderOfCase, type PaymentContractOptions, type PaymentFunction, fromCommand,
} from '../../../testing';

/** An entry in the books, as Python and as Java write it. */
interface BankEntry {
  readonly purpose: string;
  readonly state: string;
  readonly amount?: number;
  readonly capture?: boolean;
  readonly metadata?: OrderOfCase;
  readonly request?: { readonly amount: number };
  readonly charge?: { readonly capture: boolean; readonly order: string };
}
type BankFile = Record<string, { readonly requests: Record<string, BankEntry> }>;

/** Long enough for a process that starts on a busy machine. A slow answer comes after it, and the suite still waits. */
const DEADLINE_MS = 10_000;
const DELAY_SECONDS = 15;

/** A payment function of the examples, and what the contract suite may know of its bank. */
export function bankCommand(
  command: readonly string[], file: string,
): { readonly provider: PaymentFunction; readonly options: PaymentContractOptions } {
  const env = { BANK_FILE: file, BANK_DELAY: String(DELAY_SECONDS), PYTHONDONTWRITEBYTECODE: '1' };
  return {
    provider: fromCommand(command, { env }),
    options: {
      deadline: DEADLINE_MS,
      lookUpDeadline: DEADLINE_MS,
      books: async order => booksOf(file, order),
      faults: {
        decline: { method: 'test-decline' },
        pend: { method: 'test-pending' },
        loseAnswer: { method: 'test-crash' },
        delay: { method: 'test-slow' },
        storeError: { method: 'test-error' },
        // This bank never forgets a key, so there is nothing to do.
        forgetKeys: async () => undefined,
      },
    },
  };
}

function booksOf(file: string, order: OrderOfCase): Books {
  if (!existsSync(file)) return { charges: [], refunds: [], held: 0 };
  const all = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as BankFile)
    .filter(([payment, { requests }]) => isOf(requests[payment]!, order))
    .map(([payment, { requests }]) => booksOfPayment(requests[payment]!, Object.values(requests).filter(isDone)));
  return {
    charges: all.flatMap(({ charges }) => charges),
    refunds: all.flatMap(({ refunds }) => refunds),
    held: sum(all.map(({ held }) => held)),
  };
}

function booksOfPayment(charge: BankEntry, done: readonly BankEntry[]): Books {
  const amounts = (purpose: string): number[] => done
    .filter(entry => entry.purpose.toLowerCase() === purpose)
    .map(({ amount, request }) => amount ?? request!.amount);
  const isTakenAtOnce = charge.charge?.capture ?? charge.capture;
  const captures = amounts('capture');
  return {
    charges: isTakenAtOnce ? amounts('charge') : captures,
    refunds: amounts('refund'),
    held: isTakenAtOnce || !isDone(charge) ? 0 : sum(amounts('charge')) - sum(captures) - sum(amounts('release')),
  };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

const isDone = ({ state }: BankEntry): boolean => state.toLowerCase() === 'done';

function isOf({ metadata, charge }: BankEntry, { pipeline, orderId }: OrderOfCase): boolean {
  if (charge) return charge.order === `${pipeline} ${orderId}`;
  return metadata!.pipeline === pipeline && metadata!.orderId === orderId;
}
