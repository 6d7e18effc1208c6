export const DEMO_STACK = 'OrderPipelineDemo';
/** The sender of the demo's emails. On AWS, SES sends emails only after the address is verified. */
export const DEMO_SENDER = process.env.DEMO_SENDER ?? 'orders@shop.example';
