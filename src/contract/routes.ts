/** A method of the REST API. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** The path below the stage, with parameters in braces. */
  readonly path: string;
  /** The handler of the requests, `lambda/handlers/{stage}/{name}.ts`, as `{stage}/{name}`. */
  readonly handler: string;
}

/** The stage of the REST API. */
export const STAGE_NAME = 'v1';

/** The routes of the REST API, by what they do. */
export const ROUTES = {
  SUBMIT_ORDER: { method: 'POST', path: '/orders', handler: 'intake/submit-order' },
  READ_ORDER: { method: 'GET', path: '/orders/{orderId}', handler: 'intake/read-order' },
  READ_TIMELINE: { method: 'GET', path: '/orders/{orderId}/events', handler: 'intake/read-order' },
} as const satisfies Record<string, Route>;

/** The path of a route below the stage, for one order. */
export const pathOf = ({ path }: Route, { orderId }: { readonly orderId: string }): string =>
  path.replace('{orderId}', encodeURIComponent(orderId));
