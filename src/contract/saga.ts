import { AWAITING_PAYMENT, BusinessError, type BusinessErrorName } from './errors';

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

/** What a step works on besides the events of the order: nothing, the stock, or the payment. */
export type SagaSubject = 'log' | 'stock' | 'payment';

/** A function of the workflow. It runs the steps that work on one subject, and has the permissions for it alone. */
export interface SagaFunction {
  /** The construct id of the function. It never changes, because logical ids contain it. */
  readonly id: string;
  /** The handler, `lambda/handlers/{stage}/{name}.ts`, as `{stage}/{name}`. */
  readonly handler: string;
  /** What the function does, in one line. */
  readonly description: string;
  /** The time-out of the function. */
  readonly timeoutSeconds: number;
}

/**
 * The functions of the workflow. Steps with the same permissions share a function: the function is warm when the next
 * of its steps comes, and the least privilege of each step stays the same.
 */
export const SAGA_FUNCTIONS: Record<SagaSubject, SagaFunction> = {
  log: {
    id: 'LogSteps',
    handler: 'workflow/log-steps',
    description: 'Validates, cancels and parks orders',
    timeoutSeconds: 20,
  },
  stock: {
    id: 'StockSteps',
    handler: 'workflow/stock-steps',
    description: 'Reserves, sells and releases the stock of orders',
    timeoutSeconds: 20,
  },
  payment: {
    id: 'PaymentSteps',
    handler: 'workflow/payment-steps',
    description: 'Authorizes, captures, voids and refunds the payment of each order once',
    // The deadlines of its calls of the provider, 36 s (src/contract/payment/payment.ts), and three calls of the log,
    // 30 s.
    timeoutSeconds: 66,
  },
};

/** A step that the state machine runs. */
export interface SagaStepDefinition {
  /** The state machine passes this name to the function. Log lines and metrics contain it. */
  readonly name: string;
  /** What the step does, in one line. */
  readonly description: string;
  /** Chooses the function that runs the step. */
  readonly worksOn: SagaSubject;
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
    description: 'Checks an order against the rules',
    worksOn: 'log',
    decides: [BusinessError.ORDER_REJECTED],
  },
  {
    name: SagaStep.RESERVE,
    description: 'Reserves the stock of an order',
    worksOn: 'stock',
    decides: [BusinessError.OUT_OF_STOCK],
  },
  {
    name: SagaStep.PAY,
    description: 'Charges the payment of an order once',
    worksOn: 'payment',
    decides: [BusinessError.PAYMENT_DECLINED],
  },
  {
    name: SagaStep.CONFIRM,
    description: 'Sells the reserved stock and confirms the order',
    worksOn: 'stock',
    decides: [],
  },
] as const satisfies readonly ForwardStepDefinition[];

/**
 * The compensation steps, in the reverse order of the forward steps. Each undoes its forward step if there is anything
 * to undo. A compensation starts at one of these steps and runs all steps after it.
 */
export const COMPENSATION_STEPS = [
  { name: SagaStep.REFUND, description: 'Refunds the payment', worksOn: 'payment' },
  { name: SagaStep.RELEASE, description: 'Releases the reserved stock', worksOn: 'stock' },
  { name: SagaStep.CANCEL, description: 'Cancels the order', worksOn: 'log' },
] as const satisfies readonly SagaStepDefinition[];

/** Parks an order after a technical failure of a step. `parkStateOf` names its state after that step. */
export const PARK_STEP = {
  name: 'ParkOrder',
  description: 'Records that an order waits after a technical failure',
  worksOn: 'log',
} as const satisfies SagaStepDefinition;

/** All steps that the functions run. */
export const ALL_STEPS = [...FORWARD_STEPS, ...COMPENSATION_STEPS, PARK_STEP] as const;

/** The names of the steps that work on a subject: those that its function runs. */
export type StepsOn<S extends SagaSubject> = Extract<(typeof ALL_STEPS)[number], { readonly worksOn: S }>['name'];

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
  /** The run is over, because the payment is pending. The order goes on in another run. */
  AWAITING_PAYMENT: AWAITING_PAYMENT,
  PARKED: 'Parked',
} as const;
export type SagaEndName = (typeof SagaEnd)[keyof typeof SagaEnd];

/** The compensation for a business outcome, and the end of the execution after it. */
export interface Compensation {
  /** The compensation steps to run, in order: all from the first one named here. */
  readonly steps: readonly CompensationStepName[];
  readonly end: Exclude<SagaEndName, 'Confirmed' | 'AwaitingPayment' | 'Parked'>;
}

/** The compensation for each business outcome, whichever step throws it: from the first step that may have to undo. */
export const COMPENSATION: Record<BusinessErrorName, Compensation> = {
  [BusinessError.ORDER_REJECTED]: { steps: [], end: SagaEnd.REJECTED },
  [BusinessError.OUT_OF_STOCK]: { steps: [SagaStep.CANCEL], end: SagaEnd.OUT_OF_STOCK },
  [BusinessError.PAYMENT_DECLINED]: {
    // With the refund, because a capture may come to light after the decline.
    steps: [SagaStep.REFUND, SagaStep.RELEASE, SagaStep.CANCEL],
    end: SagaEnd.PAYMENT_DECLINED,
  },
  [BusinessError.CANCELLATION_REQUESTED]: {
    steps: [SagaStep.REFUND, SagaStep.RELEASE, SagaStep.CANCEL],
    end: SagaEnd.CANCELLED,
  },
};

/** The handler of the payment steps for a provider that gets its requests by a queue or a topic. */
export const PAYMENT_STEPS_BY_MESSAGE = 'workflow/payment-steps-by-message';
