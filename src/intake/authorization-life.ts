import { Duration, Tokenization } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Env } from '../contract/environment';

/** Tells a function that records reports about payments how long an authorization lives whose end nobody tells. */
export function setAuthorizationLife(fn: lambda.Function, life?: Duration): void {
  if (life) fn.addEnvironment(Env.AUTHORIZATION_LIFE, Tokenization.stringifyNumber(life.toSeconds()));
}
