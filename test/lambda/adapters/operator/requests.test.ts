/** What an operator may send to the intake function, and what is said about anything else. */
import { MAX_RERUNS, readRequest } from '../../../../lambda/adapters/operator/requests';

const CANARY = '_canary-20261124T102000Z';

test.each<[unknown, object]>([
  [{ list: { underway: true } }, { list: { underway: true, limit: 100 } }],
  [{ list: { waiting: true, limit: 5 } }, { list: { waiting: true, limit: 5 } }],
  [{ list: { parked: true, limit: 1_000 } }, { list: { parked: true, limit: 1_000 } }],
  [
    { list: { parked: 'defect', next: `2026-11-24T10:12:08.531Z#${CANARY}` } },
    { list: { parked: 'defect', limit: 100, next: `2026-11-24T10:12:08.531Z#${CANARY}` } },
  ],
  [{ rerun: ['A 1', CANARY, 'A 1'] }, { rerun: ['A 1', CANARY], dryRun: false }],
  [{ rerun: { parked: 'payment', limit: 125 }, dryRun: true }, { rerun: { parked: 'payment', limit: 125 }, dryRun: true }],
])('%j is read', (input, request) => expect(readRequest(input)).toEqual(request));

const A_LIST = 'allowed: {"underway": true}, {"waiting": true} or {"parked": …}, with "limit" and "next" besides';
const TOO_MANY = Array.from({ length: MAX_RERUNS + 1 }, (_, n) => `A-${n}`);
const A_RERUN = 'allowed: a list of up to 125 order ids, or {"parked": …}, with "limit" besides';
const A_LIMIT = 'allowed: a whole number from 1 to 1000';
const A_NEXT = 'allowed: the "next" of the answer before, or none for the first page';
const PARKED = 'allowed: true, "transient", "payment", "defect"';

test.each<[unknown, string]>([
  // payload
  [undefined, 'the payload is missing; allowed: {"list": '],
  [null, 'the payload is null; allowed: {"list": '],
  ['rerun', 'the payload is "rerun"; allowed: {"list": '],
  [[], 'the payload is []; allowed: {"list": '],
  [{ reboot: true }, 'the payload is {"reboot":true}; allowed: {"list": '],
  [{ list: {}, rerun: [] }, 'the payload is {"list":{},"rerun":[]}; allowed: {"list": '],
  [{ rerun: ['A-1'], dry: true }, 'the payload has the key "dry"; allowed: "rerun", "dryRun"'],
  [{ list: { underway: true }, dryRun: true }, 'the payload has the key "dryRun"; allowed: "list"'],
  [{ rerun: ['A-1'], dryRun: 'yes' }, 'dryRun is "yes"; allowed: true or false'],
  [{ rerun: ['A-1'], dryRun: null }, 'dryRun is null; allowed: true or false'],
  // list
  [{ list: 'underway' }, `list is "underway"; ${A_LIST}`],
  [{ list: null }, `list is null; ${A_LIST}`],
  [{ list: {} }, `list is {}; ${A_LIST}`],
  [{ list: { underway: true, parked: true } }, `list is {"underway":true,"parked":true}; ${A_LIST}`],
  [{ list: { waiting: true, underway: true } }, `list is {"waiting":true,"underway":true}; ${A_LIST}`],
  [{ list: { waiting: 1 } }, 'list.waiting is 1; allowed: true'],
  [{ rerun: { waiting: true } }, `rerun is {"waiting":true}; ${A_RERUN}`],
  [{ list: { underway: false } }, 'list.underway is false; allowed: true'],
  [{ list: { underway: true, page: 2 } }, 'list has the key "page"; allowed: "underway", "limit", "next"'],
  [{ list: { parked: 'all' } }, `list.parked is "all"; ${PARKED}`],
  [{ list: { parked: false } }, `list.parked is false; ${PARKED}`],
  ...[0, 1_001, 1.5, '10', null].map((limit): [unknown, string] =>
    [{ list: { underway: true, limit } }, `list.limit is ${JSON.stringify(limit)}; ${A_LIMIT}`]),
  ...['', 'A-1', '2026-11-24T10:12:08.531Z', '2026-11-24#A-1', '2026-02-30T10:12:08.531Z#A-1', '9#A-1',
    '2026-11-24T10:12:08.531Z#A#1', 7, null].map((next): [unknown, string] =>
    [{ list: { underway: true, next } }, `list.next is ${JSON.stringify(next)}; ${A_NEXT}`]),
  // rerun
  [{ rerun: 'A-1' }, `rerun is "A-1"; ${A_RERUN}`],
  [{ rerun: null }, `rerun is null; ${A_RERUN}`],
  [{ rerun: { underway: true } }, `rerun is {"underway":true}; ${A_RERUN}`],
  [{ rerun: [] }, 'rerun has 0 order ids; allowed: 1 to 125; {"parked": …} takes the oldest ones'],
  [{ rerun: TOO_MANY }, 'rerun has 126 order ids; allowed: 1 to 125'],
  [{ rerun: ['A-1', 1] }, 'rerun[1] is 1; allowed: the id of an order'],
  [{ rerun: ['A-1#NTF#N#1'] }, 'rerun[0] is "A-1#NTF#N#1"; allowed: the id of an order'],
  [{ rerun: { parked: 'all' } }, `rerun.parked is "all"; ${PARKED}`],
  [{ rerun: { parked: true, limit: 126 } }, 'rerun.limit is 126; allowed: a whole number from 1 to 125'],
  [{ rerun: { parked: true, next: 'x' } }, 'rerun has the key "next"; allowed: "parked", "limit"'],
])('%j is refused', (input, message) => {
  expect(() => readRequest(input)).toThrow(message);
  expect(() => readRequest(input)).toThrow(expect.objectContaining({ name: 'WrongInput' }) as Error);
});

test('an error shows the beginning of a large value', () => {
  expect(() => readRequest({ rerun: ['x'.repeat(6_000_000)] })).toThrow(/^rerun\[0\] is "x{199}…; allowed: /);
});
