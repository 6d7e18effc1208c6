import { JsonFile, awscdk, javascript, release } from 'projen';
import { OVERRIDES, RULES } from './projenrc/lint';
import { TOP_FOLDERS } from './projenrc/rooms';

/** The folders that projen does not know: jsii does not compile them, and the npm package does not contain them. */
const OWN_FOLDERS = TOP_FOLDERS.filter(dir => !['src', 'test', 'projenrc'].includes(dir));

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-order-pipeline',
  description: 'AWS CDK constructs for an event-sourced order back end: SQS and REST in, Step Functions, '
    + 'a DynamoDB event store, projections, SES and SNS out',
  author: 'cdk-order-pipeline maintainers',
  authorAddress: 'maintainers@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-order-pipeline/cdk-order-pipeline.git',
  license: 'Apache-2.0',
  keywords: [
    'cdk',
    'aws-cdk',
    'orders',
    'event-sourcing',
    'step-functions',
    'dynamodb',
    'sqs',
    'saga',
    'cqrs',
    'serverless',
  ],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  sampleCode: false,

  // The floor of the peers, which is also what the tests run on: the newest version that npm, PyPI and Maven Central
  // all have.
  cdkVersion: '2.263.0',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  minNodeVersion: '20.19.0',
  allowScripts: ['esbuild', 'unrs-resolver', '@parcel/watcher'],

  // ---- the packages: npm, PyPI, Maven Central ---------------------------------------------------------------------
  publishToPypi: { distName: 'cdk-order-pipeline', module: 'cdk_order_pipeline', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'io.github.cdkorderpipeline',
    mavenGroupId: 'io.github.cdk-order-pipeline',
    mavenArtifactId: 'cdk-order-pipeline',
  },
  // A release is started by hand. CONTRIBUTING.md lists the credentials.
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  minMajorVersion: 1, // what is published is kept compatible, so there is no 0.x
  bumpPackage: 'commit-and-tag-version@^12', // 13 needs Node 22
  workflowBootstrapSteps: [
    {
      name: 'Set up Java',
      uses: 'actions/setup-java@v6.0.0',
      with: { 'distribution': 'temurin', 'java-version': '17' },
    },
    { name: 'Set up Python', uses: 'actions/setup-python@v7.0.0', with: { 'python-version': '3.11' } },
  ],
  buildWorkflowOptions: { mutableBuild: false },
  depsUpgrade: false,
  pullRequestTemplate: false,
  githubOptions: { mergify: false },

  // Handlers are bundled by our own task; projen must not look for them.
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,

  devDeps: [
    // handlers: bundled, so a user of the library installs none of them
    '@aws-sdk/client-dynamodb@^3',
    '@aws-sdk/client-eventbridge@^3',
    '@aws-sdk/client-secrets-manager@^3',
    '@aws-sdk/client-ses@^3',
    '@aws-sdk/client-sfn@^3',
    '@aws-sdk/client-sns@^3',
    '@aws-sdk/client-sqs@^3',
    '@aws-sdk/credential-provider-env@^3',
    '@aws-sdk/util-dynamodb@^3',
    '@aws-lambda-powertools/logger@^2',
    '@types/aws-lambda',
    '@types/mustache',
    'canonicalize@^2.1.0', // RFC 8785, by one of its authors; the last major with a CommonJS build, which jest needs
    'mustache@^4.2.0', // logic-less, escapes HTML by default, 6 KB in a bundle
    'uuid@^11', // the last major with a CommonJS build, which jest needs
    'valibot@^1', // 4 KB in a bundle where zod takes ten times that
    // build and tests
    '@valibot/to-json-schema@^1',
    '@viz-js/viz@^3', // Graphviz as WebAssembly: the pictures in docs/ come out the same on every machine
    'ajv@^8',
    'asl-validator@^4',
    'aws-cdk@2.1148.1',
    'cdk-nag@^3.0.2',
    'esbuild@^0.28.2',
    'fast-check@^4',
    'tsx@^4',
    // emulator contract tests
    '@aws-sdk/client-cloudformation@^3',
    '@aws-sdk/client-cloudwatch-logs@^3',
    '@aws-sdk/client-dynamodb-streams@^3',
    '@aws-sdk/client-lambda@^3',
    // demo
    'cli-table3@^0.6.5',
    'csv-parse@^6',
    'listr2@^9', // 10 and later need Node 22
  ],

  jestOptions: {
    configFilePath: 'jest.config.json',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    jestVersion: '^30',
    jestConfig: {
      modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/cdk.out', '<rootDir>/assets', '<rootDir>/examples'],
      setupFiles: ['<rootDir>/test/support/silent-log.ts'],
      testTimeout: 30_000,
    },
  },
  eslintOptions: { dirs: ['src', 'lambda'], devdirs: ['test', ...OWN_FOLDERS.filter(dir => dir !== 'lambda')] },
  gitignore: [
    '/assets/',
    '/schemas/',
    '/subpaths/',
    'cdk.out/',
    '.venv/',
    '.venv.lock',
    '/.emulator*',
    '/.demo/',
    '.jsii.tabl.json',
    '.DS_Store',
    '__pycache__/',
    '*.pyc',
  ],
});

// jest 30 and eslint-plugin-import's resolver need unrs-resolver; some platform bindings of 1.13.0 are missing on the
// registry, so a lock file with it fails `npm ci`.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
project.tryFindObjectFile('package.json')!.addOverride('jsii.targets.python.classifiers', [
  'Framework :: AWS CDK',
  'Framework :: AWS CDK :: 2',
]);
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// ---- types of everything that jsii does not compile ---------------------------------------------------------------
// eslint's project service and editors look for the nearest tsconfig.json, so each folder has one that extends
// tsconfig.dev.json.
for (const dir of ['test', ...OWN_FOLDERS]) {
  project.tryRemoveFile(`${dir}/tsconfig.json`);
  const obj = { extends: '../tsconfig.dev.json', include: ['**/*.ts'] };
  new JsonFile(project, `${dir}/tsconfig.json`, { obj, marker: false });
}
// Tests are transpiled file by file: `isolatedModules` makes ts-jest skip a whole type-check for each, which typecheck
// does once.
project.jest!.config.transform = {
  '^.+\\.ts$': new javascript.Transform('ts-jest', {
    tsconfig: {
      target: 'ES2022',
      module: 'nodenext',
      moduleResolution: 'nodenext',
      esModuleInterop: true,
      resolveJsonModule: true,
      isolatedModules: true,
    },
    diagnostics: false,
  }),
};
project.jest!.config.collectCoverage = false; // v8 coverage of aws-cdk-lib takes gigabytes
project.jest!.config.testMatch = ['<rootDir>/test/**/*.test.ts', '<rootDir>/local-aws/test/**/*.test.ts'];
project.eslint!.allowDevDeps('lambda/**');
project.eslint!.addIgnorePattern('test/languages/mistakes/'); // a user's program, which finds the installed package
project.eslint!.addRules(RULES);
for (const override of OVERRIDES) project.eslint!.addOverride(override);

// A map would hold the sources, which are not in the package; the compiled code is readable as it is.
project.tsconfig!.file.addOverride('compilerOptions.inlineSourceMap', false);
project.tsconfig!.file.addOverride('compilerOptions.inlineSources', false);

// ---- what users import besides the constructs: cdk-order-pipeline/testing ----------------------------------------
// Node finds a subpath through `exports`, which hide every other file from imports. So they list what users and jsii
// read. Compilers that do not know `exports` (moduleResolution node10) read `typesVersions`.
const SUBPATHS = ['testing'];
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  ...Object.fromEntries(SUBPATHS.map(name => [`./${name}`, {
    types: `./subpaths/${name}/index.d.ts`,
    default: `./subpaths/${name}/index.js`,
  }])),
  './schemas/*': './schemas/*',
  './templates/*': './templates/*',
  './assets/*': './assets/*',
  './package.json': './package.json',
  './.jsii': './.jsii',
});
project.package.addField('typesVersions', {
  '*': Object.fromEntries(SUBPATHS.map(name => [name, [`./subpaths/${name}/index.d.ts`]])),
});
const subpaths = project.addTask('subpaths', {
  description: 'Compile what users import as cdk-order-pipeline/testing, with its types, to subpaths/',
  exec: `node tools/subpaths.mjs ${SUBPATHS.join(' ')}`,
});

// ---- handlers and schemas are built before jsii compiles, so that a user needs no bundler -------------------------
const bundle = project.addTask('bundle', {
  description: 'Bundle lambda/handlers to assets',
  exec: 'node tools/bundle.mjs',
});
const schemas = project.addTask('schemas', {
  description: 'Write the JSON Schemas of orders, events and payment calls to schemas/',
  exec: 'tsx tools/schemas.ts',
});
project.addTask('pictures', { description: 'Draw the pictures in docs/', exec: 'tsx tools/pictures/write.ts' });
project.preCompileTask.spawn(bundle);
project.preCompileTask.spawn(schemas);
project.preCompileTask.spawn(subpaths);
project.npmignore!.include('/assets/', '/schemas/', '/subpaths/');
project.npmignore!.exclude(
  ...OWN_FOLDERS.map(dir => `/${dir}/`),
  '/.ci/',
  '/cdk.out/',
  '/.venv/',
  '/.venv.lock',
  '/.emulator*',
  '/.demo/',
  '/tsconfig.dev.json',
  '/CONTRIBUTING.md',
  '/docs/',
  '/examples/',
  '/rosetta/',
  '/.compatignore',
);

// ---- snippets in README.md and docstrings have to compile, and are translated for Python and Java -----------------
const rosetta = project.addTask('rosetta', {
  description: 'Compile the snippets of README.md and the docstrings, and translate them',
  exec: 'jsii-rosetta extract --strict .',
});
project.postCompileTask.spawn(rosetta);
project.npmignore!.include('.jsii.tabl.json'); // pacmak, and documentation sites, take the translations from here
const pacmak = 'jsii-pacmak --rosetta-unknown-snippets fail';
for (const language of ['js', 'python', 'java']) {
  const task = project.tasks.tryFind(`package:${language}`)!;
  task.reset(`${pacmak} --target ${language}`, { receiveArgs: true });
}
/** What has to be there before anything is packed, or tried as packed. */
const built = [bundle, schemas, subpaths, project.compileTask, rosetta].map(({ name }) => ({ spawn: name }));

// ---- tests --------------------------------------------------------------------------------------------------------
const typecheck = project.addTask('typecheck', {
  description: 'Type-check all that jsii does not compile',
  exec: 'tsc --noEmit -p tsconfig.dev.json',
});
const lint = project.addTask('lint', {
  description: 'Lint without repairing',
  env: { ESLINT_USE_FLAT_CONFIG: 'false' },
  exec: 'eslint --ext .ts --max-warnings 0 --no-error-on-unmatched-pattern '
    + `${TOP_FOLDERS.join(' ')} .projenrc.ts`,
});
const allButFast = '--testPathIgnorePatterns /test/e2e/ /local-aws/ /test/package/ /test/languages/';
const unit = project.addTask('test:unit', {
  description: 'The fast part: domain, properties, handlers, template assertions',
  receiveArgs: true,
  // The schemas, because the compiler does not know which rules JSON Schema can express. It takes a second.
  steps: [
    { spawn: bundle.name },
    { spawn: schemas.name },
    { exec: `jest --ci ${allButFast}`, receiveArgs: true },
  ],
});
const e2e = project.addTask('test:e2e', {
  description: 'The emulator, the compiled package and the synthesized template end to end',
  receiveArgs: true,
  steps: [...built, { exec: 'jest --ci --runInBand test/e2e local-aws test/package', receiveArgs: true }],
});
// Apart from the others: it needs a JDK and Maven, and downloads some 500 MB. It packs outside of dist/, which is what
// is published.
const testPackages = project.addTask('test:packages', {
  description: 'The npm package, the wheel and the jar, each installed outside the repository '
    + 'and used from its language',
  receiveArgs: true,
  steps: [
    { exec: 'node tools/check-tools.mjs' },
    ...built,
    { exec: 'jest --ci --runInBand test/languages', receiveArgs: true },
  ],
});
project.addTask('packages', {
  description: 'Build the npm package, the wheel and the jar into dist/, or one of them: -- --target python',
  receiveArgs: true,
  steps: [
    { exec: 'node tools/check-tools.mjs', receiveArgs: true },
    ...built,
    { exec: pacmak, receiveArgs: true },
    { say: 'the packages are in dist/' },
  ],
});
const compat = project.tasks.tryFind('compat')!; // projen's own passes whenever there is nothing to download
compat.reset();
compat.spawn(project.compileTask);
compat.exec('node tools/compat.mjs', { receiveArgs: true });
compat.description = 'Compare the library with its last release';
// As the last steps of a build they try what a release would publish, with its version.
project.packageTask.prependSpawn(testPackages);
project.packageTask.prependSpawn(compat);
project.removeTask('test:update'); // there are no snapshots
project.tasks.tryFind('test:watch')!.reset(`jest --watch ${allButFast}`);
project.testTask.reset();
for (const task of [typecheck, lint, unit, e2e]) project.testTask.spawn(task);

// ---- commands that must work before anything is installed: plain scripts, not projen tasks ------------------------
project.package.setScript('demo', 'node demo/run.mjs');
project.package.setScript('demo:stop', 'node demo/run.mjs stop');
project.package.setScript('demo:destroy', 'node demo/run.mjs destroy');
project.package.setScript('bench:append', 'tsx bench/append.ts');
project.package.setScript('bench:burst', 'tsx bench/burst/main.ts');
project.package.setScript('bench:hostile', 'tsx bench/hostile/main.ts');

project.synth();
