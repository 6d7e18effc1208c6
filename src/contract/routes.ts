import type { CommandName } from './commands';

/** A method of the REST API. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** The path below the stage, with parameters in braces. */
  readonly path: string;
  /** The handler of the requests, `lambda/handlers/{stage}/{name}.ts`, as `{stage}/{name}`. */
  readonly handler: string;
  /** The command that its requests send. Their bodies have the id of the command and its data. */
  readonly command?: CommandName;
  /**
   * API Gateway lets every request through, and the handler itself finds out whether it may be answered, for instance
   * by a signature.
   * @default - callers are authorized as the options of the API say
   */
  readonly open?: true;
}

/** The stage of the REST API. */
export const STAGE_NAME = 'v1';

/** The routes of the REST API, by what they do. */
export const ROUTES = {
  SUBMIT_ORDER: { method: 'POST', path: '/orders', handler: 'intake/submit' },
  READ_ORDER: { method: 'GET', path: '/orders/{orderId}', handler: 'intake/read-order' },
  READ_TIMELINE: { method: 'GET', path: '/orders/{orderId}/events', handler: 'intake/read-order' },
  CANCEL_ORDER: {
    method: 'POST', path: '/orders/{orderId}/cancellations', handler: 'intake/submit', command: 'CancelOrder',
  },
  RETRY_ORDER: { method: 'POST', path: '/orders/{orderId}/retries', handler: 'intake/submit', command: 'RetryOrder' },
  /** Open: the handler checks the signature of each request. Only a provider that answers later has this route. */
  PAYMENT_CALLBACK: { method: 'POST', path: '/payments/callback', handler: 'intake/payment-callback', open: true },
  READ_COMMAND: { method: 'GET', path: '/orders/{orderId}/commands/{commandId}', handler: 'intake/read-order' },
} as const satisfies Record<string, Route>;

/** The path of a route below the stage, for one order. */
export const pathOf = ({ path }: Route, { orderId }: { readonly orderId: string }): string =>
  path.replace('{orderId}', encodeURIComponent(orderId));

/** The command that requests to a resource of API Gateway send, wherever the API is mounted. */
export const commandAt = (resource: string): CommandName | undefined =>
  Object.values<Route>(ROUTES).find(({ command, path }) => command && resource.endsWith(path))?.command;
