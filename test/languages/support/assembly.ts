/** What an app has synthesized, in a form in which two of them can be compared. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Synthesized {
  readonly template: Template;
  /** Hashes of the bundles and whatever else is uploaded. */
  readonly assets: readonly string[];
}

interface Template {
  readonly Resources: Record<string, unknown>;
  readonly Conditions?: Record<string, unknown>;
}
interface AssetManifest { readonly files: Record<string, { readonly source: { readonly path: string } }> }

/** Reads what was synthesized for a stack called Shop. */
export function readAssembly(folder: string): Synthesized {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const { files } = read('Shop.assets.json') as AssetManifest;
  return {
    template: comparable(read('Shop.template.json') as Template),
    // The template is uploaded, too; its hash depends on the order of its keys, which means nothing.
    assets: Object.entries(files)
      .filter(([, { source }]) => source.path !== 'Shop.template.json')
      .map(([hash]) => hash)
      .sort(),
  };
}

/** Sorts all keys; leaves out CDK's usage metadata, which tells CDK the language. */
function comparable({
  Resources: { CDKMetadata: _, ...Resources },
  Conditions: conditions = {},
  ...template
}: Template): Template {
  const { CDKMetadataAvailable: __, ...Conditions } = conditions;
  return sorted({ ...template, Resources, ...(Object.keys(Conditions).length > 0 && { Conditions }) }) as Template;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
