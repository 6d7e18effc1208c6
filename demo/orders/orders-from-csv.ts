import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { fromDecimal } from '../../lambda/domain/order/amount';
import type { Order } from '../../lambda/domain/order/order';
import { BadInput } from '../terminal/bad-input';

const COLUMNS = [
  'InvoiceNo', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID', 'Country',
] as const;
type InvoiceRow = Record<(typeof COLUMNS)[number], string>;

const CSV_CURRENCY = 'GBP';
const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)$/;

export interface CsvText {
  readonly name: string;
  readonly text: string;
}

export function readCsvFiles(files: readonly string[]): CsvText[] {
  return files.map(file => ({ name: path.basename(file), text: decodeCsv(readFileSync(file)) }));
}

/** Makes one order of all rows with the same InvoiceNo, over all files, in the order in which invoices first appear. */
export function ordersFromCsv(files: readonly CsvText[]): Order[] {
  const orders = new Map<string, Order>();
  for (const file of files) {
    for (const { row, line } of rowsOf(file)) {
      const bad = (column: keyof InvoiceRow, allowed: string) => {
        const found = `${column} is ${JSON.stringify(row[column])}`;
        return new BadInput(`${file.name}, line ${line}: ${found}; allowed: ${allowed}`);
      };
      const orderId = row.InvoiceNo.trim();
      if (!orderId) throw bad('InvoiceNo', 'the number of an invoice');
      const quantity = decimal(row.Quantity);
      if (quantity === undefined) throw bad('Quantity', 'a number');
      const unitPrice = pence(row.UnitPrice);
      if (unitPrice === undefined) throw bad('UnitPrice', 'a decimal number, such as 2.55');
      const order = orders.get(orderId) ?? orderOf(orderId, row);
      const description = row.Description.trim();
      order.lines.push({
        sku: row.StockCode.trim(),
        ...(description && { description }),
        quantity: Number(quantity),
        unitPrice,
      });
      orders.set(orderId, order);
    }
  }
  return [...orders.values()];
}

/** A row with its position, as csv-parse returns it with the option `info`. */
interface CsvRecord {
  readonly record: InvoiceRow;
  readonly info: { readonly lines: number };
}

function rowsOf({ name, text }: CsvText): Array<{ row: InvoiceRow; line: number }> {
  const columns = (header: string[]) => {
    const missing = COLUMNS.filter(column => !header.includes(column));
    if (missing.length > 0) {
      const found = JSON.stringify(header.join(',').slice(0, 120));
      throw new BadInput(`${name}, line 1: no column ${missing.join(', ')} among ${found}; `
        + `allowed: ${COLUMNS.join(',')}`);
    }
    return header;
  };
  try {
    const records = parse(text, { columns, bom: true, info: true, skip_empty_lines: true }) as unknown as CsvRecord[];
    if (records.length === 0) {
      throw new BadInput(`${name}: 0 rows; allowed: at least one row below the columns ${COLUMNS.join(',')}`);
    }
    return records.map(({ record, info }) => ({ row: record, line: info.lines }));
  } catch (error) {
    if (error instanceof CsvError) throw new BadInput(`${name}: ${error.message}`);
    throw error;
  }
}

function orderOf(orderId: string, row: InvoiceRow): Order {
  const id = row.CustomerID.trim().replace(/\.0+$/, ''); // spreadsheets may write 17850.0
  const details = { invoiceDate: row.InvoiceDate.trim(), country: row.Country.trim() };
  const metadata = Object.fromEntries(Object.entries(details).filter(([, value]) => value));
  return {
    orderId,
    customer: id ? { id, email: `customer-${id.replace(/[^A-Za-z0-9._-]/g, '-')}@example.com`, locale: 'en-GB' } : {},
    currency: CSV_CURRENCY,
    lines: [],
    payment: { method: 'card' },
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

/** The text of a decimal number, in the form of a JSON number. Undefined if it is not a number. */
function decimal(text: string): string | undefined {
  const trimmed = text.trim();
  if (!DECIMAL.test(trimmed)) return undefined;
  return trimmed.replace(/^\+/, '').replace(/^(-?)\./, '$10.').replace(/\.$/, '');
}

/** The exact price in pence. It does not round a price that is not whole pence: the pipeline rejects such an order. */
export function pence(text: string): number | undefined {
  const price = decimal(text);
  if (price === undefined) return undefined;
  const whole = fromDecimal(price, CSV_CURRENCY);
  if (whole !== undefined) return whole;
  const [units = '', fraction = ''] = price.split('.');
  const shifted = `${units}${fraction.slice(0, 2).padEnd(2, '0')}.${fraction.slice(2) || '0'}`;
  const isWhole = /^0*$/.test(fraction.slice(2));
  // A double cannot hold all digits of a long number. The lost digits must not turn it into a whole number.
  return !isWhole && Number.isInteger(Number(shifted)) ? Math.sign(Number(shifted) || 1) * 0.5 : Number(shifted);
}

/** Decodes a file: spreadsheets export UTF-8 or Windows-1252. */
function decodeCsv(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const fromLatin1 = (character: string) => WINDOWS_1252[character.charCodeAt(0) - 0x80]!;
    return bytes.toString('latin1').replace(/[\u0080-\u009f]/g, fromLatin1);
  }
}

/**
 * The characters of Windows-1252 at 0x80 to 0x9f, where Latin-1 has control characters. The decoder of Node 20 treats
 * Windows-1252 like Latin-1.
 */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
