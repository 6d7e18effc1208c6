/** A method of the REST API. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** The path below the stage, with parameters in braces. */
  readonly path: string;
  /** The handler of the requests, `lambda/handlers/{stage}/{name}.ts`, as `{stage}/{name}`. */
  readonly handler: string;
}

/** The routes of the REST API, by what they do. */
export const ROUTES = {
  SUBMIT_ORDER: { method: 'POST', path: '/orders', handler: 'intake/submit-order' },
  READ_ORDER: { method: 'GET', path: '/orders/{orderId}', handler: 'intake/read-order' },
  READ_TIMELINE: { method: 'GET', path: '/orders/{orderId}/events', handler: 'intake/read-order' },
} as const satisfies Record<string, Route>;
