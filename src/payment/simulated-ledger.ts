import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { LedgerAttribute } from '../contract/attributes';
import { Env } from '../contract/environment';
import { grantOnTable } from '../internal/grants';

/** The construct id of the table in which the simulated provider records charges. It never changes. */
export const SIMULATED_LEDGER_ID = 'SimulatedLedger';

/** Gives a function access to the ledger of the simulated provider, which the first call creates. */
export function connectLedger(scope: Construct, grantee: iam.IGrantable): Record<string, string> {
  const ledger = findOrMakeLedger(scope);
  grantOnTable(grantee, ledger, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  return { [Env.PAYMENT_LEDGER_TABLE]: ledger.tableName };
}

function findOrMakeLedger(scope: Construct): dynamodb.TableV2 {
  const found = scope.node.tryFindChild(SIMULATED_LEDGER_ID) as dynamodb.TableV2 | undefined;
  return found ?? new dynamodb.TableV2(scope, SIMULATED_LEDGER_ID, {
    partitionKey: { name: LedgerAttribute.KEY, type: dynamodb.AttributeType.STRING },
    billing: dynamodb.Billing.onDemand(),
    removalPolicy: RemovalPolicy.DESTROY, // nothing in it is real
  });
}
