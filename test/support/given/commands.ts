import { IDENTITY } from './identity';
import { AUTHORIZED_AT, CAPTURE_BEFORE, KEY, REQUESTED_AT, TOTAL, anOrder } from './orders';
import type { OrderCommand, RecordedAnswer } from '../../../lambda/domain/decide';

/** What a provider may say about the first attempt. */
export const SUCCEEDED = {
  status: 'succeeded', reference: 'ref-1', authorizedAt: AUTHORIZED_AT, captureBefore: CAPTURE_BEFORE,
} as const satisfies RecordedAnswer;
export const DECLINED = { status: 'declined', code: 'CARD_DECLINED' } as const satisfies RecordedAnswer;

/** One command of each type, as the default order would get it; the type makes sure that none is missing. */
export const COMMANDS: { readonly [T in OrderCommand['type']]: Extract<OrderCommand, { type: T }> } = {
  PlaceOrder: { type: 'PlaceOrder', order: anOrder(), digest: 'digest-1' },
  ValidateOrder: { type: 'ValidateOrder' },
  ReserveStock: { type: 'ReserveStock' },
  RefuseStock: { type: 'RefuseStock', shortages: [{ sku: 'MUG', quantity: 2 }] },
  RequestPayment: { type: 'RequestPayment', identity: IDENTITY, capture: 'IMMEDIATE', at: REQUESTED_AT },
  PutOnAccount: { type: 'PutOnAccount' },
  RequestFollowUp: { type: 'RequestFollowUp', purpose: 'refund', payment: KEY, amount: TOTAL, at: REQUESTED_AT },
  RecordAnswer: { type: 'RecordAnswer', key: KEY, answer: SUCCEEDED },
  ReportPayment: {
    type: 'ReportPayment',
    key: KEY,
    answer: { status: 'succeeded', reference: 'ref-1' },
    amount: TOTAL,
    currency: 'GBP',
    at: AUTHORIZED_AT,
    captureBefore: CAPTURE_BEFORE,
  },
  ExpireAuthorization: { type: 'ExpireAuthorization', key: KEY, now: Date.parse(CAPTURE_BEFORE) },
  ConfirmOrder: { type: 'ConfirmOrder' },
  SellStock: { type: 'SellStock' },
  RequestCancellation: { type: 'RequestCancellation', by: 'customer' },
  ReleaseStock: { type: 'ReleaseStock' },
  CancelOrder: { type: 'CancelOrder' },
  ParkOrder: { type: 'ParkOrder', step: 'TakePayment', error: 'Timeout', cause: 'no answer' },
  RequestRetry: { type: 'RequestRetry', by: 'support:jane' },
};

export const COMMAND_TYPES = Object.keys(COMMANDS) as OrderCommand['type'][];
