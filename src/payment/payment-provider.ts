import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { LedgerAttribute } from '../contract/attributes';
import { Env } from '../contract/environment';
import { PaymentProviderName } from '../contract/payment';
import { grantOnTable } from '../internal/grants';

/** The construct id of the table in which the simulated provider records charges. It never changes. */
export const SIMULATED_LEDGER_ID = 'SimulatedLedger';

/** What a function needs, besides permissions, to call a payment provider. `PaymentProvider.bind` returns it. */
export interface PaymentBinding {
  /** Environment variables of the function, by name. */
  readonly environment: Record<string, string>;
}

/**
 * The payment provider that charges and refunds orders. Create one with a static factory method of this class.
 *
 * Do not subclass it: the functions that charge and refund support only the providers of this library.
 */
export abstract class PaymentProvider {
  /**
   * A provider that moves no money, for demos, tests and load tests. It records charges in its own table. Like a real
   * provider, it charges only once for calls with the same idempotency key.
   *
   * The payment method of the order decides what happens:
   *
   * - `test-decline`: the provider declines the charge.
   * - `test-timeout`: the provider never answers. The workflow parks the order, because the outcome stays unknown.
   * - `test-late`: the provider captures the charge, but answers only when it is asked again.
   * - any other method: the provider captures the charge at once.
   */
  public static simulated(): PaymentProvider {
    return new SimulatedProvider();
  }

  /**
   * Gives a function what it needs to charge and refund. The workflow calls this method once for each function that
   * calls the provider.
   *
   * The first call creates the resources that the provider needs, such as a table, in `scope`. Later calls reuse them.
   *
   * @param scope The construct in which the provider creates its resources
   * @param grantee The function, or its role, that gets the permissions
   * @returns What the function needs besides permissions
   */
  public abstract bind(scope: Construct, grantee: iam.IGrantable): PaymentBinding;
}

class SimulatedProvider extends PaymentProvider {
  public bind(scope: Construct, grantee: iam.IGrantable): PaymentBinding {
    const ledger = findOrMakeLedger(scope);
    grantOnTable(grantee, ledger, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    return {
      environment: {
        [Env.PAYMENT_PROVIDER]: PaymentProviderName.SIMULATED,
        [Env.PAYMENT_LEDGER_TABLE]: ledger.tableName,
      },
    };
  }
}

function findOrMakeLedger(scope: Construct): dynamodb.TableV2 {
  const found = scope.node.tryFindChild(SIMULATED_LEDGER_ID) as dynamodb.TableV2 | undefined;
  return found ?? new dynamodb.TableV2(scope, SIMULATED_LEDGER_ID, {
    partitionKey: { name: LedgerAttribute.KEY, type: dynamodb.AttributeType.STRING },
    billing: dynamodb.Billing.onDemand(),
    removalPolicy: RemovalPolicy.DESTROY, // nothing in it is real
  });
}
