/** Receives Stripe's webhooks, and reports to the pipeline what became of a payment or a refund. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import Stripe from 'stripe';
import { type ReportPayment, reportsOf } from './reports';

/** Stripe's own default, in seconds: https://docs.stripe.com/webhooks#replay-attacks */
const TOLERANCE = 300;

export interface WebhookTools {
  readonly stripe: () => Promise<Stripe>;
  /** The secret with which Stripe signs the events of this endpoint. */
  readonly signingSecret: () => Promise<string>;
  /** Sends a command to the pipeline's order queue. */
  readonly send: (command: ReportPayment) => Promise<void>;
  /** The identity of the pipeline. */
  readonly pipeline: string;
  readonly now: () => number;
}

type Request = Pick<APIGatewayProxyEventV2, 'headers' | 'body' | 'isBase64Encoded'>;

/**
 * 200: reported, or nothing to report. 400: not signed by Stripe. It throws if it cannot report, which the caller sees
 * as a 5xx: then Stripe sends the event again, for up to three days.
 */
export const webhook = (tools: WebhookTools) => async (
  { headers, body = '', isBase64Encoded }: Request,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const payload = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const secret = await tools.signingSecret();
  let event: Stripe.Event;
  try {
    const signature = headers['stripe-signature'] ?? '';
    event = Stripe.webhooks.constructEvent(payload, signature, secret, TOLERANCE, undefined, tools.now());
  } catch (error) {
    // A signed body is JSON, so nothing but Stripe's error is expected here.
    if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
    return { statusCode: 400, body: 'The signature is missing, wrong or too old.' };
  }
  const reports = await reportsOf(await tools.stripe(), event, tools.pipeline);
  for (const report of reports) await tools.send(report);
  return { statusCode: 200, body: `reported: ${reports.length}` };
};
