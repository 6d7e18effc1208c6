// Writes the JSON Schemas of the order and of each event to schemas/, from the definitions that the handlers validate with.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { SCHEMA_VERSION, eventSchemas } from '../lambda/domain/events';
import { notificationSchemas } from '../lambda/domain/notification';
import { orderSchema } from '../lambda/domain/order/order';

const folder = join(__dirname, '..', 'schemas');

function write(path: string, title: string, schema: v.GenericSchema, config: ConversionConfig = {}): void {
  // What JSON Schema has no word for fails here, rather than being left out.
  const body = toJsonSchema(schema, { errorMode: 'throw', target: 'draft-2020-12', ...config });
  writeFileSync(join(folder, path), `${JSON.stringify({ $id: `urn:cdk-order-pipeline:${title}`, title, ...body }, null, 2)}\n`);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'events'), { recursive: true });
write('order.schema.json', 'Order', orderSchema);
for (const [type, schema] of Object.entries({ ...eventSchemas, ...notificationSchemas })) {
  // OrderPlaced holds the order as it came in: of the right shape, its values not yet checked.
  const config: ConversionConfig = type === 'OrderPlaced'
    ? { ignoreActions: ['integer', 'min_value', 'max_value', 'min_length', 'max_length', 'regex', 'values', 'max_entries'] }
    : {};
  write(`events/${type}.v${SCHEMA_VERSION}.schema.json`, `${type}:${SCHEMA_VERSION}`, schema, config);
}
