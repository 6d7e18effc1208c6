import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { EventAttribute } from '../contract/attributes';
import { Env } from '../contract/environment';
import { notificationStream } from '../contract/streams';
import { invalid, tableRemovalPolicy } from '../internal/checked-props';
import { grantOnTable } from '../internal/grants';
import { claimIdentity, identityOf } from '../internal/identity';

export interface EventStoreProps {
  /**
   * What distinguishes this pipeline from all others.
   *
   * The ids of events and payments, the `source` of published events, reservations in the inventory, and the metrics
   * contain it. So pipelines can share an event bus, an inventory and an account with a payment provider.
   *
   * It has up to 128 letters, digits and any of `. _ / -`, and starts with a letter or digit. Any other value, and the
   * identity of another event store that is in the stack or shares the inventory or the bus, throw an error. Never
   * change it. If you rename or move the stack, or restore its tables for another stack, set it to the identity that it
   * had before. If you deploy the same stack to several accounts or regions that share one of these, give each an
   * identity.
   * @default - the name of the stack and the path of the construct in the stack, such as `Shop/EventStore`
   */
  readonly identity?: string;
  /**
   * What happens to the events table when the construct is removed from the stack. Unless the policy is `DESTROY`, the
   * table is also protected against deletion. `SNAPSHOT` throws an error.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Actions that change or delete events, alone or in a transaction. `PutItem` is not among them, because it is how an
 * event is appended: a put without a condition replaces an event, and neither IAM nor a resource policy can require a
 * condition. The pipeline's own functions never put without one.
 */
const CHANGES = ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete']
  .map(action => `dynamodb:${action}`);

/**
 * The event store: one DynamoDB table with the events of all orders. Functions append events, and never change or
 * delete them: the resource policy of the table denies this to everybody, whatever their own permissions are. The
 * projector and the relay read the DynamoDB stream of the table.
 *
 * The policy applies to the table in the region of the stack. If you add a replica, give it the same policy.
 */
export class EventStore extends Construct {
  /**
   * The events table, with one item per event. The partition key `pk` is the stream, `ORDER#{orderId}`. The sort key
   * `v` is the version, from 1 on. The table is billed on demand, and has point-in-time recovery and a DynamoDB stream
   * of new images.
   */
  public readonly table: dynamodb.TableV2;
  /** What distinguishes this pipeline from all others. */
  public readonly identity: string;

  private readonly notifiers = new Map<string, string>();

  constructor(scope: Construct, id: string, props: EventStoreProps = {}) {
    super(scope, id);
    this.identity = identityOf(this, props.identity);
    claimIdentity(this);
    const removalPolicy = tableRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN);
    this.table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: EventAttribute.STREAM, type: dynamodb.AttributeType.STRING },
      sortKey: { name: EventAttribute.VERSION, type: dynamodb.AttributeType.NUMBER },
      billing: dynamodb.Billing.onDemand(),
      dynamoStream: dynamodb.StreamViewType.NEW_IMAGE,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
    });
    this.table.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'EventsNeverChange',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: CHANGES,
      resources: ['*'], // the table itself; its ARN would make the table depend on itself
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': replicationRoleIn(Stack.of(this)) } },
    }));
  }

  /**
   * Allows a function to load and append events, and sets its environment variables `EVENTS_TABLE_NAME` and
   * `PIPELINE_IDENTITY`. Explicitly denies the function to change or delete events.
   */
  public grantAppend(fn: lambda.Function): iam.Grant {
    return this.grantTo(fn, 'dynamodb:Query', 'dynamodb:PutItem');
  }

  /**
   * Allows a function to load events, and sets its environment variables `EVENTS_TABLE_NAME` and
   * `PIPELINE_IDENTITY`. Explicitly denies the function to change or delete events.
   */
  public grantLoad(fn: lambda.Function): iam.Grant {
    return this.grantTo(fn, 'dynamodb:Query');
  }

  /**
   * Adds the name of a notifier. Throws an error if the event store has one of this name: each of the two would take
   * what the other has sent for its own.
   * @internal
   */
  public _addNotifier({ node: { path } }: Construct, name: string): void {
    const other = this.notifiers.get(name);
    if (other !== undefined) {
      const where = ` for ${path}, and for ${other}`;
      throw invalid('name', name, 'a name that no other notifier of the event store has', where);
    }
    this.notifiers.set(name, path);
  }

  /**
   * Allows a function to load events, and to append to the notification streams of one notifier, but not to the streams
   * of orders. Explicitly denies the function to change or delete events.
   * @internal
   */
  public _grantNotify(fn: lambda.Function, notifier: string): iam.Grant {
    fn.addEnvironment(Env.NOTIFIER, notifier);
    const append = iam.Grant.addToPrincipal({
      grantee: fn,
      actions: ['dynamodb:PutItem'],
      resourceArns: [this.table.tableArn],
      conditions: {
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': [notificationStream({ orderId: '*', notifier, eventId: '*' })],
        },
        // ForAllValues is also true for a request without the key.
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
        'Null': { 'dynamodb:LeadingKeys': 'false' },
      },
    });
    return this.grantLoad(fn).combine(append);
  }

  /**
   * Allows a function to scan the table and to read its size, to redrive orders whose ids nobody knows. Sets its
   * environment variables, as `grantLoad` does. Explicitly denies the function to change or delete events.
   */
  public grantScan(fn: lambda.Function): iam.Grant {
    return this.grantTo(fn, 'dynamodb:Scan', 'dynamodb:DescribeTable');
  }

  private grantTo(fn: lambda.Function, ...actions: string[]): iam.Grant {
    fn.addEnvironment(Env.IDENTITY, this.identity);
    fn.addEnvironment(Env.EVENTS_TABLE, this.table.tableName);
    fn.addToRolePolicy(new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions: CHANGES,
      resources: [this.table.tableArn],
    }));
    return grantOnTable(fn, this.table, ...actions);
  }
}

/**
 * The role with which DynamoDB writes to the replicas of a global table. If a policy denies it an action, replicas can
 * neither be added nor removed.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 */
const replicationRoleIn = (stack: Stack): string => stack.formatArn({
  service: 'iam',
  region: '',
  resource: 'role',
  resourceName: 'aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication',
  arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
});
