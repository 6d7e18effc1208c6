import { KEY, TOTAL } from './orders';
import type { Command } from '../../../lambda/domain/commands/command';

type Cancel = Extract<Command, { command: 'CancelOrder' }>;
type Retry = Extract<Command, { command: 'RetryOrder' }>;
type Report = Extract<Command, { command: 'ReportPayment' }>;

const envelope = { version: 1, commandId: 'c-1', orderId: 'A-1', actor: 'support:jane' } as const;

/** Commands of clients, for the default order. */
export const cancelOrder = (changes: Partial<Cancel> = {}): Cancel =>
  ({ ...envelope, command: 'CancelOrder', data: { reason: 'changed my mind' }, ...changes });
export const retryOrder = (changes: Partial<Retry> = {}): Retry =>
  ({ ...envelope, command: 'RetryOrder', data: {}, ...changes });
export const reportPayment = (changes: Partial<Report['data']> = {}): Report => ({
  ...envelope,
  command: 'ReportPayment',
  data: { key: KEY, answer: { status: 'succeeded', reference: 'ref-1' }, amount: TOTAL, currency: 'GBP', ...changes },
});
