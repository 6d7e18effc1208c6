import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { EventAttribute } from '../contract/attributes';
import { Env } from '../contract/environment';
import { tableRemovalPolicy } from '../internal/checked-props';
import { grantOnTable } from '../internal/grants';

export interface EventStoreProps {
  /**
   * What becomes of the events when the construct is removed. With `RETAIN` the table is protected against deletion, too.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The log of all orders: one DynamoDB table to which every state change is appended and in which nothing is ever changed.
 * Its stream of new images tells projections and the relay what to look at.
 */
export class EventStore extends Construct {
  /** One item an event: partition key `pk` (`ORDER#{orderId}`), sort key `v` (1..n). On demand, with point-in-time recovery and a stream of new images. */
  public readonly table: dynamodb.TableV2;

  constructor(scope: Construct, id: string, props: EventStoreProps = {}) {
    super(scope, id);
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

  /** Lets a function load streams and append to them, and tells it the table's name. Changing or deleting an event is denied to it. */
  public grantAppend(fn: lambda.Function): iam.Grant {
    return this.grantTo(fn, 'dynamodb:Query', 'dynamodb:PutItem');
  }

  /** Lets a function load streams, and tells it the table's name. */
  public grantLoad(fn: lambda.Function): iam.Grant {
    return this.grantTo(fn, 'dynamodb:Query');
  }

  private grantTo(fn: lambda.Function, ...actions: string[]): iam.Grant {
    fn.addEnvironment(Env.EVENTS_TABLE, this.table.tableName);
    fn.addToRolePolicy(new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'],
      resources: [this.table.tableArn],
    }));
    return grantOnTable(fn, this.table, ...actions);
  }
}
