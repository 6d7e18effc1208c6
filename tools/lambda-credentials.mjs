// Stands in for @aws-sdk/credential-provider-node inside a Lambda bundle: the role's credentials are in the environment.
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
