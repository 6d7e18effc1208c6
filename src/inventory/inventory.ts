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
   * What becomes of the stock when the construct is removed. With `RETAIN` the table is protected against deletion, too.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The stock of each SKU: on hand = available + reserved + sold. The workflow moves it in one transaction with the order's event.
 * `stockFunction` loads and reads it.
 */
export class Inventory extends Construct {
  /** One item a SKU, `pk` = `SKU#{sku}`, one for each receipt, and one for each reservation of more than 98 SKUs. */
  public readonly table: dynamodb.TableV2;

  /**
   * Invoked directly by operators and importers: `{ "load": [{ "sku", "quantity" }] }` sets SKUs that have no stock on record,
   * `{ "receive": { "receiptId", "lines" } }` adds goods once per receipt, `{ "read": ["sku"] }` answers the levels.
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

  /** Lets a function hold, release and sell stock, and tells it the table's name. */
  public grantMove(fn: lambda.Function): iam.Grant {
    return this.grant(fn, 'dynamodb:UpdateItem', 'dynamodb:GetItem');
  }

  private grant(fn: lambda.Function, ...actions: string[]): iam.Grant {
    fn.addEnvironment(Env.STOCK_TABLE, this.table.tableName);
    return grantOnTable(fn, this.table, ...actions);
  }
}
