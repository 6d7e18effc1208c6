/** Another release of the readers of the stream, built from a copy of the sources in which something is different. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../../tools/root';

const ENTRY = `
  export { projectOrders } from './lambda/handlers/projections/project-orders';
  export { relayEvents } from './lambda/handlers/notifications/relay-events';
  export { EventBus } from './lambda/adapters/bus/event-bus';
  export { isEventType } from './lambda/domain/events';
  export { MemoryEventLog } from './lambda/orders/memory-event-log';
  export { OrderItems } from './lambda/orders/order-items';
`;

/** The exports of the bundle. Their types are those of this release. */
export interface Release {
  readonly projectOrders: typeof import('../../lambda/handlers/projections/project-orders').projectOrders;
  readonly relayEvents: typeof import('../../lambda/handlers/notifications/relay-events').relayEvents;
  readonly EventBus: typeof import('../../lambda/adapters/bus/event-bus').EventBus;
  readonly isEventType: typeof import('../../lambda/domain/events').isEventType;
  readonly MemoryEventLog: typeof import('../../lambda/orders/memory-event-log').MemoryEventLog;
  readonly OrderItems: typeof import('../../lambda/orders/order-items').OrderItems;
}

export interface Difference {
  /** The path of a source file. */
  readonly file: string;
  /** A text in it, which must be there, and what the other release has in its place. */
  readonly text: string;
  readonly instead: string;
}

export async function releaseWith({ file, text, instead }: Difference): Promise<Release> {
  const folder = mkdtempSync(join(tmpdir(), 'order-pipeline-release-'));
  const source = readFileSync(join(ROOT, file), 'utf8');
  if (!source.includes(text)) throw new Error(`${file} has no ${text}`);
  let replaced = 0;
  try {
    await build({
      stdin: { contents: ENTRY, resolveDir: ROOT, loader: 'ts' },
      absWorkingDir: ROOT,
      outfile: join(folder, 'release.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      tsconfig: 'tsconfig.dev.json',
      logLevel: 'silent',
      plugins: [{
        name: 'difference',
        setup: ({ onLoad }) => onLoad({ filter: new RegExp(`${file.replaceAll(/[./]/g, '\\$&')}$`) }, () => {
          replaced++;
          return { contents: source.replace(text, instead), loader: 'ts' };
        }),
      }],
    });
    if (replaced !== 1) throw new Error(`the bundle has ${replaced} copies of ${file}`);
    return jest.requireActual<Release>(join(folder, 'release.cjs'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
