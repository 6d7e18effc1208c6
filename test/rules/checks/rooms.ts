/**
 * The table of rooms, applied to real imports. The lint rule is made from the same table in another way, and a test
 * compares the two.
 */
import { ROOMS } from '../../../projenrc/rooms';

const BY_LENGTH = Object.keys(ROOMS).sort((a, b) => b.length - a.length);

/** The room in which a file lies, if it lies in one. */
export const roomOf = (path: string): string | undefined =>
  BY_LENGTH.find(room => path === room || path.startsWith(`${room}/`));

/** True for what is in no room, such as a package, and for an arrow of the table. */
export function mayImport(path: string, imported: string): boolean {
  const [from, to] = [roomOf(path), roomOf(imported)];
  if (!from || !to) return !to;
  const { imports, apart } = ROOMS[from]!;
  if (imports === 'every room') return true;
  return from === to ? !apart : imports.includes(to);
}
