import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Route } from '../contract/routes';

/** API Gateway waits 29 seconds for a response, so a function that takes longer responds to nobody. */
export const API_TIMEOUT = Duration.seconds(28);

/** How callers of an open route are authorized: by nobody but its handler. It replaces the defaults of the API. */
const OPEN: apigateway.MethodOptions = {
  authorizationType: apigateway.AuthorizationType.NONE,
  authorizer: undefined,
  authorizationScopes: undefined,
  apiKeyRequired: false,
};

/**
 * Adds a route to an API. A method cannot do without the authorizer that is the default of the API, so an open route
 * has a resource of its own with another default. Its path ends in a part that no other route has.
 */
export function addRoute(
  api: apigateway.RestApi, route: Route, integration: apigateway.Integration,
): apigateway.Method {
  if (!route.open) return api.root.resourceForPath(route.path).addMethod(route.method, integration);
  const [, parent, part] = /^(.*)\/([^/]+)$/.exec(route.path)!;
  const resource = api.root.resourceForPath(parent || '/').addResource(part!, { defaultMethodOptions: OPEN });
  return resource.addMethod(route.method, integration);
}
