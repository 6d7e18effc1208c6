export const DEMO_STACK = 'OrderPipelineDemo';
/** The address that the demo's mails come from; on AWS it has to be verified before a mail leaves. */
export const DEMO_SENDER = process.env.DEMO_SENDER ?? 'orders@shop.example';
