import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Allows exactly these actions on exactly this table. The table's own grants allow more, and its indexes as well. */
export function grantOnTable(grantee: iam.IGrantable, table: dynamodb.ITableV2, ...actions: string[]): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [table.tableArn] });
}
