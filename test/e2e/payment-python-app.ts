/** The app of the tests of the payment function in Python. It deploys the function as the app of the example does. */
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ses from 'aws-cdk-lib/aws-ses';
import { PYTHON_STACK, SENDER } from './support/names';
import { subscribedPipeline } from './support/subscribed-pipeline';
import { PaymentProvider } from '../../src';

const app = new App();
const stack = new Stack(app, PYTHON_STACK);
new ses.EmailIdentity(stack, 'Sender', { identity: ses.Identity.email(SENDER) });
const books = new dynamodb.TableV2(stack, 'BankBooks', {
  partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
  removalPolicy: RemovalPolicy.DESTROY,
});
const pay = new lambda.Function(stack, 'PaymentFunction', {
  runtime: lambda.Runtime.PYTHON_3_13,
  code: lambda.Code.fromAsset('examples/payment-python/payment', { exclude: ['__pycache__'] }),
  handler: 'pay.handler',
  timeout: Duration.seconds(15),
  environment: { BANK_TABLE: books.tableName },
});
books.grant(pay, 'dynamodb:GetItem', 'dynamodb:PutItem');
subscribedPipeline(stack, 'Orders', { payment: PaymentProvider.fromFunction(pay), books: books.tableName });
new CfnOutput(stack, 'PaymentFunctionName', { value: pay.functionName });
app.synth();
