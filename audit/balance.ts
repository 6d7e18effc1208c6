/** The result of one check of the tables. */
export interface Balance {
  readonly name: string;
  /** Whether the check passes. Undefined if it was not possible to check here. */
  readonly ok?: boolean;
  /** The two sides of the balance, or what is wrong. */
  readonly detail: string;
}

/** Makes a balance that holds if `wrong` is empty. Its detail is the first few wrong things, or else `right`. */
export function balanceOf(name: string, wrong: readonly string[], right: string, label = ''): Balance {
  return wrong.length > 0 ? { name, ok: false, detail: `${label}${some(wrong)}` } : { name, ok: true, detail: right };
}

/** The balances that do not hold. */
export const offBalance = (balances: readonly Balance[]): Balance[] => balances.filter(({ ok }) => ok === false);

/** The first five names, and how many more there are. */
export const some = (names: readonly string[]): string => {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `${names.slice(0, 5).join(', ')}${more}`;
};
