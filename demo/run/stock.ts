import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { StockLine } from '../../lambda/domain/order/stock-lines';
import type { Target } from '../target/target';

/** The stock function takes up to 1,000 SKUs a call. */
const CHUNK = 1_000;

/** SKUs by what became of them. */
interface LoadedStock {
  readonly loaded: number;
  /** There was stock on record already, and nothing was set. */
  readonly known: number;
}

/** Loads stock; of SKUs that have some on record already, nothing is set. */
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
