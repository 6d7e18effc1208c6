/** The app of the tests with a payment function that fails. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ses from 'aws-cdk-lib/aws-ses';
import { buildSync } from 'esbuild';
import { BANK_STACK } from './names';
import { PaymentProvider } from '../../../src';
import { LedgerAttribute } from '../../../src/contract/attributes';
import { SENDER } from '../support/names';
import { subscribedPipeline } from '../support/subscribed-pipeline';

const app = new App();
const stack = new Stack(app, BANK_STACK);
new ses.EmailIdentity(stack, 'Sender', { identity: ses.Identity.email(SENDER) });

const outdir = mkdtempSync(path.join(tmpdir(), 'careless-bank-'));
buildSync({
  entryPoints: { index: path.join(__dirname, 'bank.ts') }, outdir, bundle: true, platform: 'node', target: 'node20',
});
const books = new dynamodb.TableV2(stack, 'Books', {
  partitionKey: { name: LedgerAttribute.KEY, type: dynamodb.AttributeType.STRING },
  removalPolicy: RemovalPolicy.DESTROY,
});
const bank = new lambda.Function(stack, 'Bank', {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: lambda.Code.fromAsset(outdir),
  timeout: Duration.seconds(3),
  environment: { BOOKS: books.tableName },
});
books.grantReadWriteData(bank);

subscribedPipeline(stack, 'Shop', {
  payment: PaymentProvider.fromFunction(bank), books: books.tableName,
});
app.synth();
