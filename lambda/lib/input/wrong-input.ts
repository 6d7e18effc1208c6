/** How much of a value an error shows: an input may have megabytes, and an error may end in a log. */
const SHOWN_LENGTH = 200;

/** An operator has sent something that a function does not take. */
export class WrongInput extends TypeError {
  override readonly name = 'WrongInput';
}

/** An error that says what is wrong, what was received, such as `is 7`, and what is allowed. */
export const wrongInput = (what: string, received: string, allowed: string): WrongInput =>
  new WrongInput(`${what} ${received}; allowed: ${allowed}`);

/** The same about a value, which is shown as JSON. */
export const wrongValue = (what: string, value: unknown, allowed: string): WrongInput =>
  wrongInput(what, `is ${shown(value)}`, allowed);

/** A value as JSON, cut to a length that can be read. */
export const shown = (value: unknown): string => {
  const json = JSON.stringify(value) ?? 'missing';
  return json.length <= SHOWN_LENGTH ? json : `${json.slice(0, SHOWN_LENGTH)}…`;
};
