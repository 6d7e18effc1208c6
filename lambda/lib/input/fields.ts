import { shown, wrongInput, wrongValue } from './wrong-input';

type Fields = Readonly<Record<string, unknown>>;

/** Whether an input is an object, and no list. */
export const isFields = (input: unknown): input is Fields =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

/** Whether a function was invoked with a batch of records, by a queue or a stream. Operators send anything else. */
export const isBatch = (input: unknown): input is { readonly Records: readonly unknown[] } =>
  isFields(input) && Array.isArray(input.Records);

/** Throws WrongInput if a field has another name than these. A name that is misspelled would be ignored otherwise. */
export function allowOnly(what: string, fields: Fields, names: readonly string[]): void {
  const other = Object.keys(fields).find(name => !names.includes(name));
  if (other === undefined) return;
  throw wrongInput(what, `has the key ${shown(other)}`, names.map(name => `"${name}"`).join(', '));
}

/** Reads a yes or no. Throws WrongInput. */
export function flagIn(what: string, value: unknown = false): boolean {
  if (typeof value === 'boolean') return value;
  throw wrongValue(what, value, 'true or false');
}
