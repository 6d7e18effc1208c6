/** What the deployed app and the tests agree on. */
import { MANIFEST_NAMES } from '../../../src/contract/manifest';

export const STACK = 'OrderPipelineE2e';
/** Two pipelines in one stack. Their ids come before the names of their outputs. */
export const NEIGHBOURS_STACK = 'OrderPipelineNeighbours';
export const NEIGHBOURS = ['Shop', 'Outlet'] as const;

/** A pipeline whose orders are paid through the payment function in Python. */
export const PYTHON_STACK = 'OrderPipelinePython';

export const SENDER = 'orders@shop.example';

/** The outputs of the stack: the pipeline's manifest, and the queues of its subscribers. */
export const E2E_OUTPUTS = [
  ...MANIFEST_NAMES,
  /** Subscribed to the topic for confirmed orders only. */
  'ConfirmedSubscriber',
  /** Target of a rule for all events of orders. */
  'BusSubscriber',
] as const;
export type E2eOutputs = Readonly<Record<(typeof E2E_OUTPUTS)[number], string>>;
