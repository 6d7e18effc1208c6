import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { isPlainText } from '../../domain/order/texts';
import type { OrderState } from '../../domain/state/order-state';
import type { CloudEvent } from '../../orders/cloud-event';

/** Publishes events to the subscribers. */
export interface Topic {
  /** Returns the id of the message. `state` is the state of the order directly after the event. */
  publish(event: CloudEvent, state: OrderState): Promise<string>;
}

export class SnsTopic implements Topic {
  constructor(private readonly client: SNSClient, private readonly topicArn: string) {}

  async publish(event: CloudEvent, state: OrderState): Promise<string> {
    const { MessageId } = await this.client.send(new PublishCommand({
      TopicArn: this.topicArn,
      Message: JSON.stringify(event),
      MessageAttributes: attributesOf(event, state),
    }));
    return MessageId!;
  }
}

/** The message attributes, by which subscribers can filter. Leaves out a customer id that SNS would not accept. */
function attributesOf(event: CloudEvent, { status, order }: OrderState): Record<string, MessageAttributeValue> {
  const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
  const customerId = order?.customer.id;
  return {
    eventType: attribute(event.type),
    status: attribute(status),
    ...(customerId && isPlainText(customerId) && { customerId: attribute(customerId) }),
  };
}
