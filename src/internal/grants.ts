import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Lets a function do exactly these actions on exactly this table; the table's own grants give more, and its indexes. */
export function grantOnTable(grantee: iam.IGrantable, table: dynamodb.ITableV2, ...actions: string[]): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [table.tableArn] });
}
