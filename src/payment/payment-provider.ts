import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { LedgerAttribute } from '../contract/attributes';
import { Env } from '../contract/environment';
import { PaymentProviderName } from '../contract/payment';
import { grantOnTable } from '../internal/grants';

/**
 * Who takes the money. One of the static factories makes it; the workflow binds it to the functions that charge and refund. A subclass of yours
 * would be of no use: these functions know the providers of this library only.
 */
export abstract class PaymentProvider {
  /**
   * A provider that moves no money and keeps a ledger in a table of its own, for demos, tests and load tests. Idempotent by key, as a real one.
   *
   * The order's payment method decides: `test-decline` is declined; `test-timeout` is never answered, so the order ends parked with an
   * unknown outcome; `test-late` answers the second time it is asked; every other method is captured at once.
   */
  public static simulated(): PaymentProvider {
    return new SimulatedProvider();
  }

  /** Creates what the provider needs inside `scope`, and lets `functions` charge and refund. Called once by the workflow. */
  public abstract bind(scope: Construct, functions: lambda.Function[]): void;
}

class SimulatedProvider extends PaymentProvider {
  public bind(scope: Construct, functions: lambda.Function[]): void {
    const ledger = new dynamodb.TableV2(scope, 'SimulatedLedger', {
      partitionKey: { name: LedgerAttribute.KEY, type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      removalPolicy: RemovalPolicy.DESTROY, // nothing in it is real
    });
    for (const fn of functions) {
      fn.addEnvironment(Env.PAYMENT_PROVIDER, PaymentProviderName.SIMULATED);
      fn.addEnvironment(Env.PAYMENT_LEDGER_TABLE, ledger.tableName);
      grantOnTable(fn, ledger, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    }
  }
}
