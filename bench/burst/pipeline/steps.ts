import { BUG, type LoggedFact, type OrderRecord } from './order-record';
import type { Services } from './services';
import type { FunctionWork } from './work';
import { BusinessError, TechnicalError } from '../../../src/contract/errors';
import { ProviderDeadline } from '../../../src/contract/payment/payment';
import { SagaStep, type SagaStepName, parkStateOf } from '../../../src/contract/saga';

/** What a step does with an order. `caught` is the error that the workflow has caught before. */
export type SimulatedStep = (order: OrderRecord, caught: string | undefined) => FunctionWork;

export interface StepOptions {
  readonly services: Services;
  readonly now: () => number;
  /** SKUs of an order. */
  readonly skus: number;
}

/**
 * The steps of the saga by the name of their state, as lambda/handlers/workflow has them, reduced to what they cost: a
 * load, then an event if the log does not have it yet. A step of the saga that is missing here does not compile.
 */
export function simulatedSteps({ services, now, skus }: StepOptions): ReadonlyMap<string, SimulatedStep> {
  function* once(order: OrderRecord, fact: LoggedFact, append: () => FunctionWork): FunctionWork {
    if (order.log.has(fact)) return undefined;
    const error = yield* append();
    if (error) return error;
    order.log.add(fact);
    order.parkings = 0;
    return undefined;
  }
  const logged = (order: OrderRecord, fact: LoggedFact) => once(order, fact, () => services.append(order.id));
  const moved = (order: OrderRecord, fact: LoggedFact) =>
    once(order, fact, () => services.appendAndMove(order.id, order.isHot ? 1 : skus, order.isHot));

  const loadThen = (work: (order: OrderRecord) => FunctionWork): SimulatedStep => function* (order) {
    return (yield* services.load()) ?? (yield* work(order));
  };

  // Without an answer to the first charge, the step looks the charge up; from the second try on, it does so first.
  function* askProvider({ isUnlucky }: OrderRecord, isFirstTry: boolean): FunctionWork {
    const call = (milliseconds: number) => services.callProvider(now, isUnlucky, milliseconds / 1_000);
    const isAnswered = isFirstTry && (yield* call(ProviderDeadline.REQUEST)) || (yield* call(ProviderDeadline.LOOK_UP));
    return isAnswered ? undefined : TechnicalError.PAYMENT_OUTCOME_UNKNOWN;
  }
  function* pay(order: OrderRecord): FunctionWork {
    const isFirstTry = !order.log.has('requested');
    const error = yield* logged(order, 'requested');
    if (error) return error;
    if (order.log.has('declined')) return BusinessError.PAYMENT_DECLINED;
    if (order.log.has('captured')) return undefined;
    const unknown = yield* askProvider(order, isFirstTry);
    if (unknown) return unknown;
    if (!order.isDeclined) return yield* logged(order, 'captured');
    return (yield* logged(order, 'declined')) ?? BusinessError.PAYMENT_DECLINED;
  }
  function* refund(order: OrderRecord): FunctionWork {
    if (!order.log.has('captured') || order.log.has('refunded')) return undefined;
    return (yield* askProvider(order, true)) ?? (yield* logged(order, 'refunded'));
  }
  function* park(order: OrderRecord, caught: string | undefined): FunctionWork {
    const error = (yield* services.load()) ?? (yield* services.append(order.id));
    if (!error) order.parked = caught;
    return error;
  }

  const steps: Record<SagaStepName, SimulatedStep> = {
    [SagaStep.VALIDATE]: loadThen(function* (order) {
      return order.isDefective ? BUG : yield* logged(order, 'validated');
    }),
    [SagaStep.RESERVE]: loadThen(order => moved(order, 'reserved')),
    [SagaStep.PAY]: loadThen(pay),
    [SagaStep.CONFIRM]: loadThen(order => moved(order, 'confirmed')),
    [SagaStep.REFUND]: loadThen(refund),
    [SagaStep.RELEASE]: loadThen(order => moved(order, 'released')),
    [SagaStep.CANCEL]: loadThen(order => logged(order, 'cancelled')),
  };
  const parks = Object.values(SagaStep).map(name => [parkStateOf(name), park] as const);
  return new Map<string, SimulatedStep>([...Object.entries(steps), ...parks]);
}
