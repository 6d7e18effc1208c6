/** One thing that must hold at the end. */
export interface Balance {
  readonly name: string;
  /** Undefined: not checked here. */
  readonly ok?: boolean;
  /** The two sides of it, or what is wrong. */
  readonly detail: string;
}

/** A balance that holds if nothing wrong was found. It shows the first few wrong things, or what is right. */
export function balanceOf(name: string, wrong: readonly string[], right: string, label = ''): Balance {
  return wrong.length > 0 ? { name, ok: false, detail: `${label}${some(wrong)}` } : { name, ok: true, detail: right };
}

/** The balances that do not hold. */
export const offBalance = (balances: readonly Balance[]): Balance[] => balances.filter(({ ok }) => ok === false);

/** The first few names, and how many more there are. */
export const some = (names: readonly string[]): string => {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `${names.slice(0, 5).join(', ')}${more}`;
};
