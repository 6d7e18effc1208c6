import { ROOMS, type Room } from './rooms';

/** A zone of `import/no-restricted-paths`: a file that matches `target` may not import one that matches `from`. */
export interface Zone {
  readonly target: string;
  readonly from: string[];
  readonly message: string;
}

/** Matches the files of a room, and none of the rooms inside it. Always a pattern: the rule takes no mixed lists. */
function patternOf(room: string): string {
  const inside = Object.keys(ROOMS).filter(other => other.startsWith(`${room}/`));
  const names = inside.map(other => other.slice(room.length + 1));
  if (names.length > 0) return `./${room}/!(${names.join('|')}){,/**}`;
  const isFile = /\.\w+$/.test(room);
  return isFile ? `./${room.replace(/[^/]+$/, '@($&)')}` : `./${room}/**`;
}

function zoneOf(room: string, { imports, apart, rule }: Room): Zone[] {
  if (imports === 'every room') return [];
  const forbidden = Object.keys(ROOMS).filter(other => (other === room ? apart : !imports.includes(other)));
  return [{ target: patternOf(room), from: forbidden.map(patternOf), message: rule }];
}

/** One zone for each room that may not import everything. */
export const zones = Object.entries(ROOMS).flatMap(([name, room]) => zoneOf(name, room));
