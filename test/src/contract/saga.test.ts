/** The saga's data is consistent. workflow-definition.test.ts specifies what the state machine makes of it. */
import { BusinessError } from '../../../src/contract/errors';
import {
  ALL_STEPS, COMPENSATION, COMPENSATION_STEPS, FORWARD_STEPS, PARK_STEP, SAGA_FUNCTIONS, SagaEnd, SagaStep,
  type SagaSubject, parkStateOf,
} from '../../../src/contract/saga';

const STEPS = [...FORWARD_STEPS, ...COMPENSATION_STEPS];
const OUTCOMES = Object.values(BusinessError);
const isUnique = (values: readonly string[]) => new Set(values).size === values.length;

describe('the steps', () => {
  test('are each on one way, in the order of their names', () => {
    expect(STEPS.map(({ name }) => name)).toEqual(Object.values(SagaStep));
  });

  test('have names of their own, and so have their states', () => {
    expect(isUnique(ALL_STEPS.map(({ name }) => name))).toBe(true);
    expect(isUnique([PARK_STEP.name, ...STEPS.flatMap(({ name }) => [name, parkStateOf(name)])])).toBe(true);
  });

  test('share functions: one for each subject', () => {
    expect(new Set(ALL_STEPS.map(({ worksOn }) => worksOn))).toEqual(new Set(Object.keys(SAGA_FUNCTIONS)));
    const functions = Object.values(SAGA_FUNCTIONS);
    expect(isUnique(functions.map(({ id }) => id))).toBe(true);
    expect(isUnique(functions.map(({ handler }) => handler))).toBe(true);
  });

  test('back work on the same as those forward, in reverse order', () => {
    const forward = new Set(FORWARD_STEPS.map(({ worksOn }) => worksOn));
    expect(COMPENSATION_STEPS.map(({ worksOn }) => worksOn)).toEqual([...forward].reverse());
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
    expect([SagaEnd.CONFIRMED, ...ends, SagaEnd.AWAITING_PAYMENT, SagaEnd.PARKED]).toEqual(Object.values(SagaEnd));
  });

  test.each(OUTCOMES)('%s is compensated by a suffix of the compensation steps', outcome => {
    const { steps } = COMPENSATION[outcome];
    const chain = COMPENSATION_STEPS.map(({ name }) => name);
    expect(steps).toEqual(chain.slice(chain.length - steps.length));
  });

  // A payment that is declined may turn out to be captured. All other steps leave nothing behind when they fail.
  test.each(FORWARD_STEPS.flatMap(({ name, decides }) => decides.map(outcome => [name, outcome] as const)))(
    'of %s, %s, is compensated by what undoes the steps before it, and the payment itself', (name, outcome) => {
      const own = name === SagaStep.PAY ? 1 : 0;
      const before = FORWARD_STEPS.slice(0, FORWARD_STEPS.findIndex(step => step.name === name) + own);
      const touched = new Set(before.map(({ worksOn }): SagaSubject => worksOn));
      const undone = COMPENSATION_STEPS.filter(step => (COMPENSATION[outcome].steps as string[]).includes(step.name));
      expect(undone.map(({ worksOn }) => worksOn)).toEqual([...touched].reverse());
    });
});
