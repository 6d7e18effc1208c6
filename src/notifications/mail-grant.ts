import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Sender } from './sender';
import { Env } from '../contract/environment';

/**
 * Lets a function send emails from a sender, and from nobody else, with a configuration set or the default one of the
 * sender's identity. Sets the environment variables that say so.
 */
export function grantSendMail(fn: lambda.Function, { address, header }: Sender, set?: ses.IConfigurationSet): void {
  fn.addEnvironment(Env.MAIL_SENDER, header);
  if (set) fn.addEnvironment(Env.CONFIGURATION_SET, set.configurationSetName);
  // SES checks the permission on the sender's identity, which is the address or its domain; on the configuration set
  // with which it sends; and in the sandbox on the recipient's identity. So the condition restricts the sender's
  // address. The default set of the identity is not known at synth time.
  const arnOf = (resource: string, resourceName: string) =>
    Stack.of(fn).formatArn({ service: 'ses', resource, resourceName });
  fn.addToRolePolicy(new iam.PolicyStatement({
    actions: ['ses:SendEmail'],
    resources: [arnOf('identity', '*'), arnOf('configuration-set', set?.configurationSetName ?? '*')],
    conditions: { StringEquals: { 'ses:FromAddress': address } },
  }));
}
