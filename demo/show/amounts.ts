import { toDecimal } from '../../lambda/domain/order/amount';

export const formatNumber = (number: number): string => number.toLocaleString('en-GB');

export function formatAmount(minor: number, currency: string): string {
  const decimal = toDecimal(minor, currency) as Intl.StringNumericLiteral;
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency }).format(decimal);
}
