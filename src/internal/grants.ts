import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Allows only these actions on only this table. The grants of CDK allow more actions, and also cover the indexes. */
export function grantOnTable(grantee: iam.IGrantable, table: dynamodb.ITableV2, ...actions: string[]): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [table.tableArn] });
}
