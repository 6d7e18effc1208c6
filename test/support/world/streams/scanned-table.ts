import type { ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { EventsTable } from '../../../../lambda/adapters/streams/events-table';
import { type Item, streamIn, versionIn } from '../../../../lambda/orders/stored-item';
import { StubClient } from '../stub-client';

/** The events table as a scan reads it: each stream is in one segment, its events next to each other. */
export function scannedTable(items: ReadonlyMap<string, readonly Item[]>) {
  const client = new StubClient();
  const calls = client.answer({
    DescribeTable: () => {
      const all = [...items.values()].flat();
      return { Table: { ItemCount: all.length, TableSizeBytes: 500 * all.length } };
    },
    Scan: input => scan(items, input as unknown as ScanCommandInput),
  });
  return { client, calls, table: new EventsTable(client.as(), 'events') };
}

function scan(items: ReadonlyMap<string, readonly Item[]>, input: ScanCommandInput) {
  const segment = [...items.keys()].filter((_, n) => n % input.TotalSegments! === input.Segment);
  const all = segment.flatMap(stream => items.get(stream)!);
  const { pk, v } = input.ExclusiveStartKey ?? {};
  const isLast = (item: Item) => streamIn(item) === pk?.S && versionIn(item) === Number(v?.N);
  const rest = pk ? all.slice(all.findIndex(isLast) + 1) : all;
  const page = rest.slice(0, input.Limit);
  const since = input.ExpressionAttributeValues?.[':since']?.S ?? '';
  const last = rest.length > page.length ? page.at(-1)! : undefined;
  return {
    ScannedCount: page.length,
    Items: page.filter(item => item.ts!.S! >= since).map(item => ({ pk: item.pk })),
    LastEvaluatedKey: last && { pk: last.pk, v: last.v },
  };
}
