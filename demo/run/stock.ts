import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { StockLine } from '../../lambda/domain/order/stock-lines';
import type { Target } from '../target/target';

/** The stock function accepts up to 1,000 SKUs per call. */
const CHUNK = 1_000;

/** The numbers of SKUs, by result. */
interface LoadedStock {
  readonly loaded: number;
  /** SKUs that already had a stock record, and were not changed. */
  readonly known: number;
}

/** Loads stock. Does not change SKUs that already have a stock record. */
export async function loadStock(target: Target, lines: readonly StockLine[]): Promise<LoadedStock> {
  const client = new LambdaClient(target.client);
  const result = { loaded: 0, known: 0 };
  for (let start = 0; start < lines.length; start += CHUNK) {
    const { Payload, FunctionError } = await client.send(new InvokeCommand({
      FunctionName: target.outputs.StockFunctionName,
      Payload: JSON.stringify({ load: lines.slice(start, start + CHUNK) }),
    }));
    const answer = Buffer.from(Payload ?? []).toString();
    if (FunctionError) throw new Error(`the stock was not loaded: ${answer}`);
    const { loaded, known } = JSON.parse(answer) as LoadedStock;
    result.loaded += loaded;
    result.known += known;
  }
  client.destroy();
  return result;
}
