import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { ChargeRequest, LookUpResult, PaymentGateway, PaymentResult, RefundRequest } from './gateway';
import { LedgerAttribute } from '../../../src/contract/attributes';
import { SimulatedMethod } from '../../../src/contract/payment';

/** The provider did not answer a call. */
class ProviderTimeout extends Error {
  override readonly name = 'ProviderTimeout';
}

/**
 * A provider that records charges in a ledger and moves no money. It is idempotent by key. The methods of
 * SimulatedMethod make it fail. The ledger is a separate table, as if it belonged to a real provider.
 */
export class SimulatedGateway implements PaymentGateway {
  /** As short as that of real providers: Stripe may remove a key after 24 hours. The ledger keeps it for ever. */
  readonly keyLife = 24 * 60 * 60 * 1_000;

  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  async charge(request: ChargeRequest, abortSignal: AbortSignal): Promise<PaymentResult> {
    const entry = await this.book(request, abortSignal);
    const method = entry.method?.S;
    const isLate = method === SimulatedMethod.ANSWERS_LATE && entry.isNew?.BOOL;
    if (method === SimulatedMethod.TIMES_OUT || isLate) {
      throw new ProviderTimeout(`no answer to the charge ${request.key}`);
    }
    return toResult(entry);
  }

  async lookUp({ key }: ChargeRequest, abortSignal: AbortSignal): Promise<LookUpResult> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: ledgerKeyOf(key), ConsistentRead: true }), { abortSignal },
    );
    return Item ? toResult(Item) : { status: 'none' };
  }

  async refund(request: RefundRequest, abortSignal: AbortSignal): Promise<{ reference: string }> {
    const { key, charge, amount, currency } = request;
    // The same refund again finds its own key, and changes nothing.
    const isOurs = 'outcome = :captured AND amount = :amount AND currency = :currency';
    await this.client.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: ledgerKeyOf(charge),
        UpdateExpression: 'SET refunded = amount, refundKey = :key',
        ConditionExpression: `${isOurs} AND (attribute_not_exists(refundKey) OR refundKey = :key)`,
        ExpressionAttributeValues: {
          ':captured': { S: 'captured' },
          ':amount': { N: String(amount) },
          ':currency': { S: currency },
          ':key': { S: key },
        },
      }),
      { abortSignal },
    );
    return { reference: `refund-${key}` };
  }

  /** Records the charge once. If an earlier call had the same key, returns its entry unchanged. */
  private async book(request: ChargeRequest, abortSignal: AbortSignal): Promise<Record<string, AttributeValue>> {
    const Item = ledgerEntryOf(request);
    try {
      await this.client.send(new PutItemCommand({
        TableName: this.table,
        Item,
        ConditionExpression: `attribute_not_exists(${LedgerAttribute.KEY})`,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }), { abortSignal });
      return { ...Item, isNew: { BOOL: true } };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException) || !error.Item) throw error;
      refuseOtherCharge(request, error);
      return error.Item;
    }
  }
}

/** The outcome of a charge, by payment method. */
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

/** Throws if the key was used for another amount, as real providers do. */
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
