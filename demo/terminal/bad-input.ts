/** Something the caller has to mend: one line says what is wrong, the value received and what is allowed. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}
