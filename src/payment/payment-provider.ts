import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { LedgerAttribute } from '../contract/attributes';
import { Env } from '../contract/environment';
import { PaymentProviderName } from '../contract/payment';
import { grantOnTable } from '../internal/grants';

/** What a function needs to talk to a payment provider. `PaymentProvider.bind` returns it. */
export interface PaymentBinding {
  /** Environment variables of the function, by name. */
  readonly environment: Record<string, string>;
}

/**
 * The payment provider that charges and refunds orders. Make one with a static factory of this class.
 *
 * Do not subclass it: the functions that charge and refund know only the providers of this library.
 */
export abstract class PaymentProvider {
  /**
   * A provider that moves no money, for demos, tests and load tests. It records charges in a table of its own. As with
   * a real provider, a charge that is repeated with the same idempotency key happens once.
   *
   * The payment method of the order decides what happens:
   *
   * - `test-decline`: the charge is declined.
   * - `test-timeout`: the charge is never answered. The order ends parked, with an unknown outcome of the payment.
   * - `test-late`: the charge is captured, but the provider does not answer. When it is asked again, it answers.
   * - every other method: the charge is captured at once.
   */
  public static simulated(): PaymentProvider {
    return new SimulatedProvider();
  }

  /**
   * Lets a function charge and refund. The workflow calls it once for each function that talks to the provider.
   *
   * What the provider needs, such as a table, is created in `scope` by the first call, and found there by the others.
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
  const id = 'SimulatedLedger';
  const found = scope.node.tryFindChild(id) as dynamodb.TableV2 | undefined;
  return found ?? new dynamodb.TableV2(scope, id, {
    partitionKey: { name: LedgerAttribute.KEY, type: dynamodb.AttributeType.STRING },
    billing: dynamodb.Billing.onDemand(),
    removalPolicy: RemovalPolicy.DESTROY, // nothing in it is real
  });
}
