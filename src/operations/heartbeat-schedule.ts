import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { cronOf } from './pace';

/** The maximum age of an invocation that Lambda keeps for a retry. */
const MAX_EVENT_AGE = Duration.hours(6);

export interface ScheduleProps {
  readonly heartbeatFunction: lambda.Function;
  readonly pace: Duration;
  readonly deadLetterQueue: sqs.IQueue;
}

/**
 * Invokes the function at the pace. The input has the time of the schedule, so a repeated invocation does the work of
 * the same heartbeat. The next heartbeat does it anyway, so an invocation that is late by the pace is given up.
 */
export function scheduleHeartbeat(scope: Construct, props: ScheduleProps): void {
  const { heartbeatFunction, pace, deadLetterQueue } = props;
  const maxEventAge = Duration.seconds(Math.min(pace.toSeconds(), MAX_EVENT_AGE.toSeconds()));

  // from the schedule to Lambda
  const role = new iam.Role(scope, 'ScheduleRole', { assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
  const { functionArn } = heartbeatFunction;
  iam.Grant.addToPrincipal({ grantee: role, actions: ['lambda:InvokeFunction'], resourceArns: [functionArn] });
  deadLetterQueue.grant(role, 'sqs:SendMessage');
  new CfnSchedule(scope, 'Schedule', {
    description: 'Runs the heartbeat of the order pipeline',
    scheduleExpression: cronOf(pace),
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: functionArn,
      roleArn: role.roleArn,
      input: JSON.stringify({ time: '<aws.scheduler.scheduled-time>' }),
      retryPolicy: { maximumEventAgeInSeconds: maxEventAge.toSeconds(), maximumRetryAttempts: 5 },
      deadLetterConfig: { arn: deadLetterQueue.queueArn },
    },
  });

  // from Lambda to the function: the schedule does not wait for its end
  const onFailure = new SqsDestination(deadLetterQueue);
  heartbeatFunction.configureAsyncInvoke({ maxEventAge, retryAttempts: 2, onFailure });
}
