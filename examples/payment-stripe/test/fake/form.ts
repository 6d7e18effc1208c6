/** Parameters as Stripe's SDK sends them: `metadata[key]=…&expand[0]=…`. */
export type Form = { [name: string]: string | Form };

export function parseForm(text: string): Form {
  const form: Form = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter(Boolean);
    const last = path.pop()!;
    let at = form;
    for (const step of path) at = (at[step] ??= {}) as Form;
    at[last] = value;
  }
  return form;
}

export const text = (value: string | Form | undefined): string => (typeof value === 'string' ? value : '');
export const texts = (value: string | Form | undefined): Record<string, string> =>
  (typeof value === 'object' ? (value as Record<string, string>) : {});
