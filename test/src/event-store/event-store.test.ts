import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { EventStore, type EventStoreProps } from '../../../src';
import { Env } from '../../../src/contract/environment';
import { Synthesized, newFunction, newStack } from '../../support/synth';

/** All that changes an item, but for a put without a condition, which no policy can forbid. */
const DENIED = [
  'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem',
  'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete',
];

type Grant = (store: EventStore, fn: lambda.Function) => void;

function synthStore(props?: EventStoreProps, grant: Grant = () => undefined) {
  const stack = newStack();
  const store = new EventStore(stack, 'EventStore', props);
  const fn = newFunction(stack);
  grant(store, fn);
  return Object.assign(new Synthesized(stack), { store, fn });
}

describe('the events table', () => {
  const synth = synthStore();
  const table = synth.resource(synth.store.table);

  test('has one item an event: the stream and the version are its key', () => {
    const { KeySchema, AttributeDefinitions } = table.Properties;
    expect(KeySchema).toEqual([{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'v', KeyType: 'RANGE' }]);
    expect(AttributeDefinitions).toEqual([
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'v', AttributeType: 'N' },
    ]);
  });

  test('is paid by the request and streams new images', () => {
    expect(table.Properties.BillingMode).toBe('PAY_PER_REQUEST');
    expect(table.Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_IMAGE' });
  });

  test('can be restored to any point in time, and is neither deleted nor replaced', () => {
    expect(table.Properties.Replicas).toEqual([expect.objectContaining({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    })]);
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('denies everybody to change or delete an event, but for the role that writes to replicas', () => {
    const [{ ResourcePolicy }] = table.Properties.Replicas;
    const role = 'role/aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication';
    const arn = ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, `:${role}`];
    expect(ResourcePolicy.PolicyDocument.Statement).toEqual([{
      Sid: 'EventsNeverChange',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: DENIED,
      Resource: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::Join': ['', arn] } } },
    }]);
  });

  test('never forgets an event by itself', () => {
    expect(table.Properties).not.toHaveProperty('TimeToLiveSpecification');
  });

  test('keeps its logical id, because another one would be another table', () => {
    expect(synth.id(synth.store.table)).toBe('EventStoreTable9A84AAAA');
  });

  test('is open as the L2', () => expect(synth.store.table).toBeInstanceOf(dynamodb.TableV2));
});

describe('removal', () => {
  test.each([
    [RemovalPolicy.DESTROY, 'Delete', false],
    [RemovalPolicy.RETAIN, 'Retain', true],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate', true],
  ])('%s', (removalPolicy, deletionPolicy, protectedFromDeletion) => {
    const synth = synthStore({ removalPolicy });
    const table = synth.resource(synth.store.table);
    expect(table.DeletionPolicy).toBe(deletionPolicy);
    expect(table.Properties.Replicas[0].DeletionProtectionEnabled).toBe(protectedFromDeletion);
  });
});

describe('grants', () => {
  test.each([
    ['grantAppend', ['dynamodb:Query', 'dynamodb:PutItem']],
    ['grantLoad', 'dynamodb:Query'],
    ['grantScan', ['dynamodb:Scan', 'dynamodb:DescribeTable']],
  ] as const)('%s gives name and permission, and never the permission to change an event', (method, allowed) => {
    const synth = synthStore({}, (store, fn) => store[method](fn));
    const Resource = synth.att(synth.store.table);
    expect(synth.environment(synth.fn)).toEqual({
      [Env.IDENTITY]: 'Test/EventStore',
      [Env.EVENTS_TABLE]: synth.ref(synth.store.table),
    });
    expect(synth.statements(synth.fn)).toEqual([
      { Effect: 'Deny', Action: DENIED, Resource },
      { Effect: 'Allow', Action: allowed, Resource },
    ]);
  });

  test('_grantNotify lets a notifier append to its own streams, and not to those of orders', () => {
    const synth = synthStore({}, (store, fn) => store._grantNotify(fn, 'Mail'));
    const Resource = synth.att(synth.store.table);
    expect(synth.environment(synth.fn)).toMatchObject({ [Env.NOTIFIER]: 'Mail' });
    expect(synth.statements(synth.fn)).toEqual([
      {
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource,
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ORDER#*#NTF#Mail#*'] },
          // Without it, a request without keys would pass.
          'Null': { 'dynamodb:LeadingKeys': 'false' },
        },
      },
      { Effect: 'Deny', Action: DENIED, Resource },
      { Effect: 'Allow', Action: 'dynamodb:Query', Resource },
    ]);
  });

  test('say whether they took effect', () => {
    synthStore({}, (store, fn) => {
      expect(store.grantAppend(fn).success).toBe(true);
      expect(store.grantLoad(fn).success).toBe(true);
    });
  });
});
