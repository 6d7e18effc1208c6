/** The saga's data is consistent. workflow-definition.test.ts specifies what the state machine makes of it. */
import { BusinessError } from '../../../src/contract/errors';
import {
  COMPENSATION, COMPENSATION_STEPS, FORWARD_STEPS, PARK_FUNCTION, SagaEnd, SagaStep, parkStateOf,
} from '../../../src/contract/saga';

const STEPS = [...FORWARD_STEPS, ...COMPENSATION_STEPS];
const OUTCOMES = Object.values(BusinessError);
const isUnique = (values: readonly string[]) => new Set(values).size === values.length;

describe('the steps', () => {
  test('are each on one way, in the order of their names', () => {
    expect(STEPS.map(({ name }) => name)).toEqual(Object.values(SagaStep));
  });

  test('have names, functions and handlers of their own', () => {
    const functions = [...STEPS, PARK_FUNCTION];
    expect(isUnique(functions.map(({ id }) => id))).toBe(true);
    expect(isUnique(functions.map(({ handler }) => handler))).toBe(true);
    expect(isUnique(STEPS.flatMap(({ name }) => [name, parkStateOf(name)]))).toBe(true);
  });

  test('back work on the same as those forward, in reverse order', () => {
    const forward = new Set(FORWARD_STEPS.flatMap(({ worksOn }) => worksOn));
    expect(COMPENSATION_STEPS.flatMap(({ worksOn }) => worksOn)).toEqual([...forward].reverse());
  });
});

describe('a business outcome', () => {
  test('is decided by one step, or comes from outside', () => {
    const decided = FORWARD_STEPS.flatMap(({ decides }) => decides);
    expect(isUnique(decided)).toBe(true);
    expect([...decided, BusinessError.CANCELLATION_REQUESTED].sort()).toEqual([...OUTCOMES].sort());
  });

  test('has a compensation and an end of its own', () => {
    expect(Object.keys(COMPENSATION)).toEqual(OUTCOMES);
    const ends = Object.values(COMPENSATION).map(({ end }) => end);
    expect([SagaEnd.CONFIRMED, ...ends, SagaEnd.PARKED]).toEqual(Object.values(SagaEnd));
  });

  test.each(OUTCOMES)('%s is compensated by a suffix of the compensation steps', outcome => {
    const { steps } = COMPENSATION[outcome];
    const chain = COMPENSATION_STEPS.map(({ name }) => name);
    expect(steps).toEqual(chain.slice(chain.length - steps.length));
  });

  test.each(FORWARD_STEPS.flatMap(({ name, decides }) => decides.map(outcome => [name, outcome] as const)))(
    'of %s, %s, is compensated by what undoes the steps before it', (name, outcome) => {
      const before = FORWARD_STEPS.slice(0, FORWARD_STEPS.findIndex(step => step.name === name));
      const touched = new Set(before.flatMap(({ worksOn }) => worksOn));
      const undone = COMPENSATION_STEPS.filter(step => (COMPENSATION[outcome].steps as string[]).includes(step.name));
      expect(undone.flatMap(({ worksOn }) => worksOn)).toEqual([...touched].reverse());
    });
});
