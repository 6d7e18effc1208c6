import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { StockAttribute } from '../contract/attributes';
import { Env } from '../contract/environment';
import { tableRemovalPolicy } from '../internal/checked-props';
import { grantOnTable } from '../internal/grants';
import { PipelineFunction } from '../internal/pipeline-function';

export interface InventoryProps {
  /**
   * What happens to the stock table when the construct is removed from the stack. Unless the policy is `DESTROY`, the
   * table is also protected against deletion. `SNAPSHOT` throws an error.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The inventory: counters of the stock of each SKU, where on hand = available + reserved + sold. The workflow moves
 * stock between the counters in the same transaction in which it appends the order's event. `stockFunction` loads and
 * reads stock.
 */
export class Inventory extends Construct {
  /**
   * The stock table: one item per SKU (`pk` = `SKU#{sku}`), one per receipt, and one per reservation of more than 98
   * SKUs.
   */
  public readonly table: dynamodb.TableV2;

  /**
   * Loads, receives and reads stock.
   *
   * Operators and import jobs invoke it directly:
   *
   * - `{ "load": [{ "sku", "quantity" }] }` sets the stock of SKUs that have no stock record yet, one line per SKU.
   * - `{ "receive": { "receiptId", "lines": [{ "sku", "quantity" }] } }` adds goods, once per receipt. Lines of one SKU
   *   add up.
   * - `{ "read": ["sku"] }` returns the counters of each SKU.
   *
   * The SKU `_canary` belongs to the heartbeat: it can be read, but not loaded or received.
   */
  public readonly stockFunction: lambda.Function;

  constructor(scope: Construct, id: string, props: InventoryProps = {}) {
    super(scope, id);
    const removalPolicy = tableRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN);
    this.table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: StockAttribute.KEY, type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
    });

    this.stockFunction = new PipelineFunction(this, 'Stock', {
      handler: 'inventory/manage-stock',
      description: 'Loads, receives and reads stock',
      timeout: Duration.seconds(60),
    });
    this.grant(this.stockFunction, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchGetItem');
  }

  /** Allows a function to reserve, release and sell stock, and sets its environment variable `STOCK_TABLE_NAME`. */
  public grantMove(fn: lambda.Function): iam.Grant {
    return this.grant(fn, 'dynamodb:UpdateItem', 'dynamodb:GetItem');
  }

  private grant(fn: lambda.Function, ...actions: string[]): iam.Grant {
    fn.addEnvironment(Env.STOCK_TABLE, this.table.tableName);
    return grantOnTable(fn, this.table, ...actions);
  }
}
