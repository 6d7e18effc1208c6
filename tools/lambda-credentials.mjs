// Takes the place of @aws-sdk/credential-provider-node in the bundles: the credentials of a function's role are in its
// environment.
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
