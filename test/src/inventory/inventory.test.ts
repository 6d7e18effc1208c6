import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Inventory, type InventoryProps } from '../../../src';
import { StockAttribute } from '../../../src/contract/attributes';
import { Env } from '../../../src/contract/environment';
import { Synthesized, newFunction, newStack } from '../../support/synth';

function synthInventory(props?: InventoryProps) {
  const stack = newStack();
  const inventory = new Inventory(stack, 'Inventory', props);
  const fn = newFunction(stack);
  inventory.grantMove(fn);
  return Object.assign(new Synthesized(stack), { inventory, fn });
}

const synth = synthInventory();
const { table, stockFunction } = synth.inventory;

describe('the stock table', () => {
  test('has one item a SKU, is paid by the request, has no stream', () => {
    expect(synth.properties(table)).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: StockAttribute.KEY, KeyType: 'HASH' }],
    });
    expect(synth.properties(table)).not.toHaveProperty('StreamSpecification');
  });

  test('can be restored, and is neither deleted nor replaced', () => {
    expect(synth.resource(table)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(synth.properties(table).Replicas[0]).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  test('goes where that is asked for', () => {
    const other = synthInventory({ removalPolicy: RemovalPolicy.DESTROY });
    expect(other.resource(other.inventory.table).DeletionPolicy).toBe('Delete');
    expect(other.properties(other.inventory.table).Replicas[0].DeletionProtectionEnabled).toBe(false);
  });
});

test('the stock function loads, receives and reads', () => {
  expect(synth.environment(stockFunction)).toMatchObject({
    [Env.STOCK_TABLE]: synth.ref(table),
    [Env.SERVICE_NAME]: 'Test/Inventory',
  });
  expect(synth.statements(stockFunction)).toContainEqual({
    Effect: 'Allow',
    Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchGetItem'],
    Resource: synth.att(table),
  });
});

test('grantMove gives the name with the permission', () => {
  expect(synth.environment(synth.fn)).toEqual({ [Env.STOCK_TABLE]: synth.ref(table) });
  expect(synth.statements(synth.fn)).toEqual([{
    Effect: 'Allow',
    Action: ['dynamodb:UpdateItem', 'dynamodb:GetItem'],
    Resource: synth.att(table),
  }]);
});

test('both are open as the L2s', () => {
  expect(table).toBeInstanceOf(dynamodb.TableV2);
  expect(stockFunction).toBeInstanceOf(lambda.Function);
});
