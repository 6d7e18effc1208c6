import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ShopStack } from '../lib/shop-stack';

const template = Template.fromStack(new ShopStack(new App(), 'Shop'));

test('a message that is no order is told of again after an hour', () => {
  const refused = Match.stringLikeRegexp('^OrdersIntakeDeadLetterQueue');
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [refused, 'QueueName'] } }],
    Threshold: 3600,
    AlarmActions: [{ Ref: Match.stringLikeRegexp('^OnCall') }],
  });
});

test('every alarm reaches who is on call', () => {
  const all = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  const reaching = Object.values(template.findResources('AWS::CloudWatch::Alarm', {
    Properties: { AlarmActions: [{ Ref: Match.stringLikeRegexp('^OnCall') }] },
  }));
  expect(reaching).toEqual(all);
});

test('the warehouse gets confirmed orders only', () => {
  template.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'sqs',
    Endpoint: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Warehouse'), 'Arn'] },
    FilterPolicy: { status: ['CONFIRMED'] },
    RawMessageDelivery: true,
  });
});

test('mails go out ten at a time, from the shop', () => {
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { ScalingConfig: { MaximumConcurrency: 10 } });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ MAIL_SENDER: 'Mug Shop <orders@example.com>' }) },
  });
});

test('nothing outlives the stack', () => {
  const resources: { DeletionPolicy?: string }[] = Object.values(template.toJSON().Resources);
  expect(resources.filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'))).toEqual([]);
  template.resourcePropertiesCountIs('AWS::DynamoDB::GlobalTable', {
    Replicas: [Match.objectLike({ DeletionProtectionEnabled: true })],
  }, 0);
});
