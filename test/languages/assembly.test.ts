/** The comparison of what two languages have synthesized does find differences. */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { readAssembly } from './support/assembly';
import { OrderPipeline, type OrderPipelineProps } from '../../src';
import { outdir } from '../support/synth';

function synth(props: OrderPipelineProps = {}): string {
  const app = new App({ outdir: mkdtempSync(join(outdir, 'assembly-')) });
  new OrderPipeline(new Stack(app, 'Shop'), 'Orders', props);
  return app.synth().directory;
}

/** A copy whose file was changed. */
function changed(folder: string, name: string, change: (content: any) => unknown): string {
  const copy = mkdtempSync(join(outdir, 'changed-'));
  cpSync(folder, copy, { recursive: true });
  writeFileSync(join(copy, name), JSON.stringify(change(JSON.parse(readFileSync(join(copy, name), 'utf8')))));
  return copy;
}

const folder = synth({ notifications: { sender: 'shop@example.com' } });
const expected = readAssembly(folder);
const TEMPLATE = 'Shop.template.json';

describe('is the same', () => {
  test('in another order of keys', () => {
    const copy = changed(folder, TEMPLATE, ({ Resources, ...rest }) => ({
      ...rest,
      Resources: Object.fromEntries(Object.entries(Resources).reverse()),
    }));
    expect(readFileSync(join(copy, TEMPLATE), 'utf8').indexOf('"Parameters"')).toBeLessThan(
      readFileSync(join(copy, TEMPLATE), 'utf8').indexOf('"Resources"'),
    );
    expect(JSON.stringify(readAssembly(copy))).toBe(JSON.stringify(expected));
  });

  test('with usage metadata of CDK, which differs by language', () => {
    expect(readAssembly(changed(folder, TEMPLATE, template => ({
      ...template,
      Resources: { ...template.Resources, CDKMetadata: { Type: 'AWS::CDK::Metadata' } },
      Conditions: { CDKMetadataAvailable: {} },
    })))).toEqual(expected);
  });
});

describe('is another', () => {
  test('with another value of a prop', () => {
    expect(readAssembly(synth({ notifications: { sender: 'shop@example.com', maxConcurrency: 6 } }))).not.toEqual(
      expected,
    );
  });

  test('with a list in another order', () => {
    expect(readAssembly(changed(folder, TEMPLATE, template => {
      const [rule] = Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
      rule.Properties.EventPattern['detail-type'].reverse();
      return template;
    }))).not.toEqual(expected);
  });

  test('with a condition of one\'s own', () => {
    expect(readAssembly(changed(folder, TEMPLATE, template => ({ ...template, Conditions: { Own: {} } })))).not.toEqual(
      expected,
    );
  });

  test('with a bundle of another hash', () => {
    expect(readAssembly(changed(folder, 'Shop.assets.json', ({ files, ...manifest }) => {
      const [[hash, file], ...others] = Object.entries<any>(files).filter(
        ([, { source }]) => source.path !== TEMPLATE,
      ) as [[string, any], ...[string, any][]];
      return {
        ...manifest,
        files: { ...Object.fromEntries(others), [hash.replace(/^./, first => (first === '0' ? '1' : '0'))]: file },
      };
    }))).not.toEqual(expected);
  });
});
