import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { EventAttribute } from '../contract/attributes';
import { Env } from '../contract/environment';
import { tableRemovalPolicy } from '../internal/checked-props';
import { grantOnTable } from '../internal/grants';
import { checkedIdentity, defaultIdentity } from '../internal/identity';

export interface EventStoreProps {
  /**
   * What distinguishes this pipeline from all others.
   *
   * The ids of events and payments, the `source` of published events, reservations in the inventory, and the metrics
   * contain it. So pipelines can share an event bus, an inventory and an account with a payment provider.
   *
   * It has up to 128 letters, digits and any of `. _ / -`, and starts with a letter or digit. Any other value throws an
   * error. Never change it. If you rename or move the stack, or restore its tables for another stack, set it to the
   * identity that it had before.
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

/** Actions that change or delete events. Every function that gets a grant on the table is denied these actions. */
const CHANGES = ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'];

/**
 * The event store: one DynamoDB table with the events of all orders. Functions append events, and never change or
 * delete them. The projector and the relay read the DynamoDB stream of the table.
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

  constructor(scope: Construct, id: string, props: EventStoreProps = {}) {
    super(scope, id);
    this.identity = props.identity === undefined ? defaultIdentity(this) : checkedIdentity(props.identity);
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

  private grantTo(fn: lambda.Function, ...actions: string[]): iam.Grant {
    fn.addEnvironment(Env.IDENTITY, this.identity);
    fn.addEnvironment(Env.EVENTS_TABLE, this.table.tableName);
    fn.addToRolePolicy(new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions: CHANGES.map(action => `dynamodb:${action}`),
      resources: [this.table.tableArn],
    }));
    return grantOnTable(fn, this.table, ...actions);
  }
}
