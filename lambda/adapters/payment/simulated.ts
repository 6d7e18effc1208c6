import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { ChargeRequest, PaymentGateway, PaymentResult } from './gateway';
import { LedgerAttribute } from '../../../src/contract/attributes';
import { SimulatedMethod } from '../../../src/contract/payment';

/** A call to the provider that was never answered. */
class ProviderTimeout extends Error {
  override readonly name = 'ProviderTimeout';
}

/**
 * A provider that keeps a real ledger and moves no money: idempotent by key, and the methods of SimulatedMethod make it
 * misbehave. The ledger is a table of its own, as a real provider's books are.
 */
export class SimulatedGateway implements PaymentGateway {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  async charge(request: ChargeRequest): Promise<PaymentResult> {
    const entry = await this.book(request);
    const method = entry.method?.S;
    const isLate = method === SimulatedMethod.ANSWERS_LATE && entry.isNew?.BOOL;
    if (method === SimulatedMethod.TIMES_OUT || isLate) {
      throw new ProviderTimeout(`no answer to the charge ${request.key}`);
    }
    return toResult(entry);
  }

  async lookUp(key: string): Promise<PaymentResult> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: ledgerKeyOf(key), ConsistentRead: true }),
    );
    return toResult(Item);
  }

  async refund({ key }: ChargeRequest): Promise<{ reference: string }> {
    // The same refund again finds `refunded` and changes nothing.
    await this.client.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: ledgerKeyOf(key),
        UpdateExpression: 'SET refunded = amount',
        ConditionExpression: 'outcome = :captured',
        ExpressionAttributeValues: { ':captured': { S: 'captured' } },
      }),
    );
    return { reference: `refund-${key}` };
  }

  /** Books the charge once; the entry of an earlier call with the same key is returned as it is. */
  private async book(request: ChargeRequest): Promise<Record<string, AttributeValue>> {
    const Item = ledgerEntryOf(request);
    try {
      await this.client.send(new PutItemCommand({
        TableName: this.table,
        Item,
        ConditionExpression: `attribute_not_exists(${LedgerAttribute.KEY})`,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }));
      return { ...Item, isNew: { BOOL: true } };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException) || !error.Item) throw error;
      refuseOtherCharge(request, error);
      return error.Item;
    }
  }
}

/** What a charge by a payment method comes to. */
function outcomeOf(method: string): PaymentResult['status'] {
  if (method === SimulatedMethod.DECLINES) return 'declined';
  if (method === SimulatedMethod.TIMES_OUT) return 'unknown';
  return 'captured';
}

const ledgerEntryOf = ({ key, orderId, amount, currency, method }: ChargeRequest): Record<string, AttributeValue> => ({
  ...ledgerKeyOf(key),
  orderId: { S: orderId },
  amount: { N: String(amount) },
  currency: { S: currency },
  method: { S: method },
  outcome: { S: outcomeOf(method) },
});

/** Throws where the key was used for another amount, as providers do. */
function refuseOtherCharge({ key, amount, currency }: ChargeRequest, taken: ConditionalCheckFailedException): void {
  const { amount: bookedAmount, currency: bookedCurrency } = taken.Item!;
  if (bookedAmount?.N === String(amount) && bookedCurrency?.S === currency) return;
  const before = `${bookedAmount?.N} ${bookedCurrency?.S}`;
  throw new Error(`key ${key} was used for ${before}; now ${amount} ${currency}`, { cause: taken });
}

const ledgerKeyOf = (key: string) => ({ [LedgerAttribute.KEY]: { S: key } });

function toResult(entry: Record<string, AttributeValue> | undefined): PaymentResult {
  switch (entry?.outcome?.S) {
    case 'captured': return { status: 'captured', reference: `simulated-${entry[LedgerAttribute.KEY]!.S}` };
    case 'declined': return { status: 'declined', code: 'CARD_DECLINED' };
    default: return { status: 'unknown' };
  }
}
