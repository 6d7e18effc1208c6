import { BusinessError, type BusinessErrorName } from './errors';

/**
 * The saga of an order, as data: its steps and its compensations. The constructs make the state machine, its functions
 * and their permissions from this data. Simulators and tests run the saga in process.
 */

/** Names of the steps. The states of the state machine have these names. `OrderParked` holds the step that failed. */
export const SagaStep = {
  VALIDATE: 'ValidateOrder',
  RESERVE: 'ReserveStock',
  PAY: 'TakePayment',
  CONFIRM: 'ConfirmOrder',
  REFUND: 'RefundPayment',
  RELEASE: 'ReleaseStock',
  CANCEL: 'CancelOrder',
} as const;
export type SagaStepName = (typeof SagaStep)[keyof typeof SagaStep];

/** What a step uses besides the events of the order. Its function gets the permissions for this. */
export type SagaResource = 'stock' | 'payment';

/** A function of the workflow. */
export interface SagaFunction {
  /** The construct id of the function. It never changes, because logical ids contain it. */
  readonly id: string;
  /** The handler, `lambda/handlers/{stage}/{name}.ts`, as `{stage}/{name}`. */
  readonly handler: string;
  /** What the function does, in one line. */
  readonly description: string;
  readonly worksOn: readonly SagaResource[];
}

/** A step that the state machine runs. */
export interface SagaStepDefinition extends SagaFunction {
  readonly name: SagaStepName;
}

/** A forward step of the saga. */
export interface ForwardStepDefinition extends SagaStepDefinition {
  /** The business outcomes that this step itself can decide and record. */
  readonly decides: readonly BusinessErrorName[];
}

/**
 * The forward steps, in order. Each can end in any business outcome, not only in those that it decides: a rerun finds
 * the outcome that an earlier run recorded, and a cancellation can be requested at any time.
 */
export const FORWARD_STEPS = [
  {
    name: SagaStep.VALIDATE,
    id: 'Validate',
    handler: 'workflow/validate-order',
    description: 'Checks an order against the rules',
    worksOn: [],
    decides: [BusinessError.ORDER_REJECTED],
  },
  {
    name: SagaStep.RESERVE,
    id: 'Reserve',
    handler: 'workflow/reserve-stock',
    description: 'Reserves the stock of an order',
    worksOn: ['stock'],
    decides: [BusinessError.OUT_OF_STOCK],
  },
  {
    name: SagaStep.PAY,
    id: 'Pay',
    handler: 'workflow/take-payment',
    description: 'Charges the payment of an order once',
    worksOn: ['payment'],
    decides: [BusinessError.PAYMENT_DECLINED],
  },
  {
    name: SagaStep.CONFIRM,
    id: 'Confirm',
    handler: 'workflow/confirm-order',
    description: 'Sells the reserved stock and confirms the order',
    worksOn: ['stock'],
    decides: [],
  },
] as const satisfies readonly ForwardStepDefinition[];

/**
 * The compensation steps, in the reverse order of the forward steps. Each undoes its forward step if there is anything
 * to undo. A compensation starts at one of these steps and runs all steps after it.
 */
export const COMPENSATION_STEPS = [
  {
    name: SagaStep.REFUND,
    id: 'Refund',
    handler: 'workflow/refund-payment',
    description: 'Refunds the payment',
    worksOn: ['payment'],
  },
  {
    name: SagaStep.RELEASE,
    id: 'Release',
    handler: 'workflow/release-stock',
    description: 'Releases the reserved stock',
    worksOn: ['stock'],
  },
  {
    name: SagaStep.CANCEL,
    id: 'Cancel',
    handler: 'workflow/cancel-order',
    description: 'Cancels the order',
    worksOn: [],
  },
] as const satisfies readonly SagaStepDefinition[];

/** Parks an order after a technical failure of a step. `parkStateOf` names its state after that step. */
export const PARK_FUNCTION = {
  id: 'Park',
  handler: 'workflow/park-order',
  description: 'Records that an order waits after a technical failure',
  worksOn: [],
} as const satisfies SagaFunction;

/** The name of the state that parks an order after a technical failure of this step. */
export const parkStateOf = (step: SagaStepName): string => `ParkAfter${step}`;

export type ForwardStepName = (typeof FORWARD_STEPS)[number]['name'];
export type CompensationStepName = (typeof COMPENSATION_STEPS)[number]['name'];

/** How an execution can end: the names of the last states. An execution that ends in `PARKED` fails; others succeed. */
export const SagaEnd = {
  CONFIRMED: 'Confirmed',
  REJECTED: 'Rejected',
  OUT_OF_STOCK: 'OutOfStock',
  PAYMENT_DECLINED: 'PaymentDeclined',
  CANCELLED: 'Cancelled',
  PARKED: 'Parked',
} as const;
export type SagaEndName = (typeof SagaEnd)[keyof typeof SagaEnd];

/** The compensation for a business outcome, and the end of the execution after it. */
export interface Compensation {
  /** The compensation steps to run, in order: all from the first one named here. */
  readonly steps: readonly CompensationStepName[];
  readonly end: Exclude<SagaEndName, 'Confirmed' | 'Parked'>;
}

/** The compensation for each business outcome, whichever step throws it: from the first step that may have to undo. */
export const COMPENSATION: Record<BusinessErrorName, Compensation> = {
  [BusinessError.ORDER_REJECTED]: { steps: [], end: SagaEnd.REJECTED },
  [BusinessError.OUT_OF_STOCK]: { steps: [SagaStep.CANCEL], end: SagaEnd.OUT_OF_STOCK },
  [BusinessError.PAYMENT_DECLINED]: {
    steps: [SagaStep.RELEASE, SagaStep.CANCEL],
    end: SagaEnd.PAYMENT_DECLINED,
  },
  [BusinessError.CANCELLATION_REQUESTED]: {
    steps: [SagaStep.REFUND, SagaStep.RELEASE, SagaStep.CANCEL],
    end: SagaEnd.CANCELLED,
  },
};
