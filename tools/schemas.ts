// Writes the JSON Schemas of the order, of each command and event, and of the calls and answers of payment functions to
// schemas/. The handlers validate with the same definitions.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { ROOT } from './root';
import { paymentAnswerSchema, paymentCallSchema, paymentMessageSchema } from '../lambda/adapters/payment/json';
import { commandSchemas } from '../lambda/domain/commands/command';
import { commandRecordSchemas } from '../lambda/domain/commands/record';
import { SCHEMA_VERSION, eventSchemas } from '../lambda/domain/events';
import { notificationSchemas } from '../lambda/domain/notification';
import { orderSchema } from '../lambda/domain/order/order';
import { COMMAND_VERSION } from '../src/contract/commands';

const folder = join(ROOT, 'schemas');

/** OrderPlaced holds the order as it came in: of the right shape, but its values are not yet checked. */
const UNCHECKED_VALUES: ConversionConfig = {
  ignoreActions: [
    'integer', 'min_value', 'max_value', 'min_length', 'max_length', 'regex', 'values', 'not_value', 'max_entries',
  ],
};

function write(path: string, title: string, schema: v.GenericSchema, config: ConversionConfig = {}): void {
  // A rule that JSON Schema cannot express is an error; by default it would be left out.
  const body = toJsonSchema(schema, { errorMode: 'throw', target: 'draft-2020-12', ...config });
  const document = { $id: `urn:cdk-order-pipeline:${title}`, title, ...body };
  writeFileSync(join(folder, path), `${JSON.stringify(document, null, 2)}\n`);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'events'), { recursive: true });
mkdirSync(join(folder, 'commands'));
write('order.schema.json', 'Order', orderSchema);
write('payment-call.schema.json', 'PaymentCall', paymentCallSchema);
write('payment-message.schema.json', 'PaymentMessage', paymentMessageSchema);
write('payment-answer.schema.json', 'PaymentAnswer', paymentAnswerSchema);
for (const [name, schema] of commandSchemas) {
  write(`commands/${name}.v${COMMAND_VERSION}.schema.json`, `${name}:${COMMAND_VERSION}`, schema);
}
for (const [type, schema] of Object.entries({ ...eventSchemas, ...commandRecordSchemas, ...notificationSchemas })) {
  const config = type === 'OrderPlaced' ? UNCHECKED_VALUES : {};
  write(`events/${type}.v${SCHEMA_VERSION}.schema.json`, `${type}:${SCHEMA_VERSION}`, schema, config);
}
