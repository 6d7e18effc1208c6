import { IDENTITY } from './identity';
import { KEY, REQUESTED_AT, anOrder } from './orders';
import type { OrderCommand } from '../../../lambda/domain/decide';

/** One command of each type, as the default order would get it; the type makes sure that none is missing. */
export const COMMANDS: { readonly [T in OrderCommand['type']]: Extract<OrderCommand, { type: T }> } = {
  PlaceOrder: { type: 'PlaceOrder', order: anOrder(), digest: 'digest-1' },
  ValidateOrder: { type: 'ValidateOrder' },
  ReserveStock: { type: 'ReserveStock' },
  RefuseStock: { type: 'RefuseStock', shortages: [{ sku: 'MUG', quantity: 2 }] },
  RequestPayment: { type: 'RequestPayment', identity: IDENTITY, at: REQUESTED_AT },
  RecordCapture: { type: 'RecordCapture', key: KEY, reference: 'ref-1' },
  RecordDecline: { type: 'RecordDecline', key: KEY, code: 'CARD_DECLINED' },
  RecordRefund: { type: 'RecordRefund', key: KEY, reference: 'refund-1' },
  ConfirmOrder: { type: 'ConfirmOrder' },
  SellStock: { type: 'SellStock' },
  RequestCancellation: { type: 'RequestCancellation', by: 'customer' },
  ReleaseStock: { type: 'ReleaseStock' },
  CancelOrder: { type: 'CancelOrder' },
  ParkOrder: { type: 'ParkOrder', step: 'TakePayment', error: 'Timeout', cause: 'no answer' },
};

export const COMMAND_TYPES = Object.keys(COMMANDS) as OrderCommand['type'][];
