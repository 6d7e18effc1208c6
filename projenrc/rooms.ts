/**
 * The rooms of the repository, and which room may import which. Data only: this file imports nothing.
 *
 * Two checks are made from it: the lint rule `import/no-restricted-paths` (see zones.ts), which editors show, and
 * test/rules/layering.test.ts, which reads the real imports of every file. To allow a new arrow, or to add a room,
 * change this table.
 */
export interface Room {
  /** The rooms that a file of this room may import, besides its own. A room inside another is listed by itself. */
  readonly imports: readonly string[] | 'every room';
  /** The files of this room do not import one another either. */
  readonly apart?: true;
  /** The rule in words, shown with each import that breaks it. */
  readonly rule: string;
}

const STAGES = [
  'src/event-store',
  'src/inventory',
  'src/payment',
  'src/workflow',
  'src/projections',
  'src/intake',
  'src/notifications',
];
const SHARED = ['src/contract', 'src/internal'];
const STAGE_RULE = 'A stage imports the contract, src/internal, and the stages whose resources it uses.';

/** General code. Grouping is a room of its own, because audit needs nothing else of lambda/lib. */
const LIB = ['lambda/lib', 'lambda/lib/group-by.ts'];
const DOWNWARD = 'In lambda, imports go downward: handlers, adapters, orders, domain, lib. Of src, only src/contract.';

/** Where an order's state is, and below it the order as it came in. */
const BELOW_PARTS = ['lambda/domain/state', 'lambda/domain/order'];
/**
 * The parts of an order, each with its events and commands. `decide`, `fold` and `events` above them bring them
 * together.
 */
const ORDER_PARTS = ['lambda/domain/course', 'lambda/domain/goods', 'lambda/domain/money'];
/** The domain as others see it: they reach the parts only through `decide`, `fold` and `events`. */
const DOMAIN = ['lambda/domain/commands', 'lambda/domain', ...BELOW_PARTS];
const DOMAIN_RULE =
  'The domain is pure: it imports the contract and itself, downward: commands, decide, parts, state, order.';

const PROGRAM_RULE = 'A program imports src/index.ts, the manifest, the contract, lambda but its handlers, audit, '
  + 'local-aws and tools.';
const PROGRAM_IMPORTS = [
  'src',
  'src/contract',
  'src/operations', // the manifest
  ...LIB,
  ...DOMAIN,
  'lambda/orders',
  'lambda/adapters',
  'audit',
  'local-aws',
  'tools',
];

const DEMO_ROOMS = ['demo/show', 'demo/run', 'demo/target', 'demo/orders', 'demo/terminal'];
const DEMO_RULE = 'In the demo, imports go one way: main, show, run, target and orders, terminal.';

/** By path. A file belongs to the room with the longest path that contains it. A room may be a single file. */
export const ROOMS: Readonly<Record<string, Room>> = {
  // ---- synth time ----
  'src': {
    imports: [...SHARED, ...STAGES, 'src/operations'],
    rule: 'Constructs never import run-time code: what both need is in src/contract.',
  },
  'src/contract': { imports: [], rule: 'The contract imports nothing but itself.' },
  'src/internal': { imports: ['src/contract'], rule: 'src/internal knows no stage: it imports the contract alone.' },
  'src/event-store': { imports: SHARED, rule: STAGE_RULE },
  'src/inventory': { imports: SHARED, rule: STAGE_RULE },
  'src/payment': { imports: SHARED, rule: STAGE_RULE },
  'src/workflow': { imports: [...SHARED, 'src/event-store', 'src/inventory', 'src/payment'], rule: STAGE_RULE },
  'src/projections': { imports: [...SHARED, 'src/event-store'], rule: STAGE_RULE },
  'src/intake': {
    imports: [...SHARED, 'src/event-store', 'src/workflow', 'src/payment', 'src/projections'],
    rule: STAGE_RULE,
  },
  'src/notifications': { imports: [...SHARED, 'src/event-store'], rule: STAGE_RULE },
  // A dashboard, a heartbeat and the costs look at all stages, so no stage may look at them.
  'src/operations': {
    imports: [...SHARED, ...STAGES],
    rule: 'src/operations imports the contract, src/internal and the stages.',
  },

  // ---- run time ----
  'lambda/lib': {
    imports: ['src/contract', 'lambda/lib/group-by.ts'],
    rule: `lambda/lib knows nothing of orders. ${DOWNWARD}`,
  },
  'lambda/lib/group-by.ts': { imports: [], rule: 'Grouping imports nothing.' },
  // Not even lambda/lib: a decision needs no log, clock or transport. A command decides on the whole order, so the
  // shape of its state lies below the parts.
  'lambda/domain': { imports: ['src/contract', ...ORDER_PARTS, ...BELOW_PARTS], rule: DOMAIN_RULE },
  // What clients send becomes a command of the order, which `decide` knows.
  'lambda/domain/commands': { imports: ['src/contract', 'lambda/domain', ...BELOW_PARTS], rule: DOMAIN_RULE },
  'lambda/domain/course': {
    imports: ['src/contract', ...BELOW_PARTS, 'lambda/domain/money'], // parking a payment of unknown outcome
    rule: DOMAIN_RULE,
  },
  'lambda/domain/goods': {
    imports: ['src/contract', ...BELOW_PARTS, 'lambda/domain/course'], // the confirmation of an order sells its stock
    rule: DOMAIN_RULE,
  },
  'lambda/domain/money': { imports: ['src/contract', ...BELOW_PARTS], rule: DOMAIN_RULE },
  'lambda/domain/state': { imports: ['src/contract', 'lambda/domain/order'], rule: DOMAIN_RULE },
  'lambda/domain/order': { imports: ['src/contract'], rule: DOMAIN_RULE },
  'lambda/orders': { imports: ['src/contract', ...DOMAIN, ...LIB], rule: DOWNWARD },
  'lambda/adapters': { imports: ['src/contract', 'lambda/orders', ...DOMAIN, ...LIB], rule: DOWNWARD },
  'lambda/handlers': {
    imports: ['src/contract', 'lambda/adapters', 'lambda/orders', ...DOMAIN, ...LIB],
    apart: true, // each is bundled by itself
    rule: `A handler never imports another. ${DOWNWARD}`,
  },

  // ---- beside the pipeline ----
  'audit': {
    imports: ['src/contract', 'lambda/orders', ...DOMAIN, 'lambda/lib/group-by.ts'],
    rule: 'audit is pure: it imports the contract, lambda/orders, lambda/domain and lambda/lib/group-by.ts.',
  },
  // Users run it without AWS and without CDK, so it takes nothing from constructs, and nothing that calls AWS.
  'testing': {
    imports: ['src/contract', ...LIB],
    rule: 'testing, which users import, imports the contract and lambda/lib.',
  },
  'tools': { imports: [], rule: 'tools know nothing of orders.' },
  // The schemas are written from the definitions that the handlers validate with.
  'tools/schemas.ts': {
    imports: ['tools', 'src/contract', ...DOMAIN, 'lambda/adapters'], // the JSON of payment providers
    rule: 'tools/schemas.ts imports the domain, the adapters and the contract, and nothing else of the pipeline.',
  },
  // The picture of the workflow is drawn from the saga.
  'tools/pictures': {
    imports: ['tools', 'src/contract'],
    rule: 'tools/pictures imports the contract, and nothing else of the pipeline.',
  },
  'local-aws': { imports: ['tools'], rule: 'The emulator knows nothing of orders: it imports tools alone.' },
  'local-aws/test': {
    imports: ['local-aws', 'tools'],
    rule: 'The tests of the emulator know nothing of orders: they import local-aws and tools.',
  },
  'demo': { imports: [...PROGRAM_IMPORTS, ...DEMO_ROOMS], rule: PROGRAM_RULE },
  'demo/show': { imports: [...PROGRAM_IMPORTS, 'demo/run', 'demo/target', 'demo/terminal'], rule: DEMO_RULE },
  'demo/run': { imports: [...PROGRAM_IMPORTS, 'demo/target', 'demo/orders', 'demo/terminal'], rule: DEMO_RULE },
  'demo/target': { imports: [...PROGRAM_IMPORTS, 'demo/terminal'], rule: DEMO_RULE },
  'demo/orders': { imports: [...PROGRAM_IMPORTS, 'demo/terminal'], rule: DEMO_RULE },
  'demo/terminal': { imports: PROGRAM_IMPORTS, rule: DEMO_RULE },
  'bench': { imports: PROGRAM_IMPORTS, rule: PROGRAM_RULE },
  // What a text costs depends on the whole handler.
  'bench/hostile': {
    imports: [...PROGRAM_IMPORTS, 'lambda/handlers', 'bench'],
    rule: 'bench/hostile imports what a program may import, and the handlers that it measures.',
  },
  'projenrc': { imports: [], rule: 'The settings of the project import none of its code.' },
  'test': { imports: 'every room', rule: 'Tests may import everything.' },
};

/** The top folders of all rooms: the list from which the settings of the project and the rule tests take folders. */
export const TOP_FOLDERS: readonly string[] = [...new Set(Object.keys(ROOMS).map(room => room.split('/')[0]!))];
