import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type SendPaymentMessage, regionIn, settingsFor, trySend } from './send';

/** Lambda puts the message on its own queue, calls the function once or more, and drops what the function returns. */
export function sendToFunction(
  functionArn: string, client = new LambdaClient(settingsFor(regionIn(functionArn))),
): SendPaymentMessage {
  return async (message, abortSignal) => trySend(functionArn, client.send(new InvokeCommand({
    FunctionName: functionArn,
    InvocationType: 'Event',
    Payload: Buffer.from(JSON.stringify(message)),
  }), { abortSignal }));
}
