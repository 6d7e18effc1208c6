import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ShopStack } from '../lib/shop-stack';

const template = Template.fromStack(new ShopStack(new App(), 'Shop'));

/** The role of a function, by the beginning of its logical id. */
const roleOf = (id: string) => [{ Ref: Match.stringLikeRegexp(`^${id}ServiceRole`) }];

test('the payment function may read the key of the API, and nothing else', () => {
  template.hasResourceProperties('AWS::IAM::Policy', {
    Roles: roleOf('Payment'),
    PolicyDocument: {
      Statement: [{
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        Effect: 'Allow',
        Resource: { Ref: Match.stringLikeRegexp('^StripeKey') },
      }],
    },
  });
});

test('the webhook may also read its signing secret, and send to the order queue', () => {
  template.hasResourceProperties('AWS::IAM::Policy', {
    Roles: roleOf('Webhook'),
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: Match.arrayWith(['sqs:SendMessage']),
        Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^OrdersIntakeQueue'), 'Arn'] },
      })]),
    },
  });
});

test('no secret is in the template', () => {
  const text = JSON.stringify(template.toJSON());
  expect(text).not.toMatch(/[sr]k_(test|live)_|whsec_[A-Za-z0-9]/);
});

test('the payment function ends when the pipeline stops waiting for it', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Timeout: 20,
    Environment: { Variables: { STRIPE_KEY_ARN: Match.anyValue() } },
  });
});

test('the webhook knows the identity of its pipeline, and where to report', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({
        PIPELINE_IDENTITY: Match.anyValue(),
        ORDER_QUEUE_URL: { Ref: Match.stringLikeRegexp('^OrdersIntakeQueue') },
      }),
    },
  });
  template.resourceCountIs('AWS::Lambda::Url', 1);
});
