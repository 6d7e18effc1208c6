/** An error that the caller has to fix. Its message is one line: what is wrong, the value received, what is allowed. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}
