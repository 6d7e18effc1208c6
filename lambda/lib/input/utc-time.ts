const UTC_TIME = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z$/;

/** An example of what `utcTimeIn` reads, for errors. */
export const A_UTC_TIME = 'a time in UTC, as 2026-11-24T10:00:00Z';

/**
 * Reads a time in UTC, ISO 8601. Undefined for anything else, and for a date that does not exist: JavaScript would read
 * 30 February as 2 March.
 */
export function utcTimeIn(value: unknown): Date | undefined {
  const [, day] = (typeof value === 'string' && UTC_TIME.exec(value)) || [];
  const time = new Date(day === undefined ? Number.NaN : value as string);
  if (Number.isNaN(time.getTime())) return undefined;
  return time.toISOString().startsWith(day!) ? time : undefined;
}
