/** The rooms of general parts: what tools/ and local-aws/ may know. */
import { sourceFiles } from '../rules/source-files';

const ownImports = (folder: string) => sourceFiles(folder).flatMap(({ path, imports }) =>
  imports.filter(name => name.includes('/') && !name.startsWith('@') && !name.startsWith('node:'))
    .map(name => ({ path, name })));

test('tools/ never imports local-aws/', () => {
  const imported = ownImports('tools');
  expect(imported.length).toBeGreaterThan(3);
  expect(imported.filter(({ name }) => name.startsWith('local-aws/'))).toEqual([]);
});

test('local-aws/ knows nothing of orders: it imports itself and the general parts of tools/', () => {
  const imported = ownImports('local-aws');
  expect(imported.length).toBeGreaterThan(10);
  const allowed = /^(local-aws\/|tools\/(deploy|processes|root|run-command)$)/;
  expect(imported.filter(({ name }) => !allowed.test(name))).toEqual([]);
});
