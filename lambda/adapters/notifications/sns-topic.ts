import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { isPlainText } from '../../domain/order/texts';
import type { OrderState } from '../../domain/state/order-state';
import { type CloudEvent, withoutData } from '../../orders/cloud-event';

/**
 * The most bytes of a message, with the names, types and values of its attributes.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_MessageAttributeValue.html
 */
const MAX_PUBLISH_BYTES = 256 * 1024;
/** The longest customer id of an order that keeps the rules. A rejected order may have any. */
const MAX_CUSTOMER_ID = 100;

type Attributes = Readonly<Record<string, MessageAttributeValue>>;

/** Publishes events to the subscribers. */
export interface Topic {
  /** Returns the id of the message. `state` is the state of the order directly after the event. */
  publish(event: CloudEvent, state: OrderState): Promise<string>;
}

/** A standard topic. Subscribers get an event that is too large for it with a reference in place of its data. */
export class SnsTopic implements Topic {
  constructor(private readonly client: SNSClient, private readonly topicArn: string) {}

  async publish(event: CloudEvent, state: OrderState): Promise<string> {
    const MessageAttributes = attributesOf(event, state);
    const whole = JSON.stringify(event);
    const fits = Buffer.byteLength(whole) + attributeBytes(MessageAttributes) <= MAX_PUBLISH_BYTES;
    const { MessageId } = await this.client.send(new PublishCommand({
      TopicArn: this.topicArn,
      Message: fits ? whole : JSON.stringify(withoutData(event)),
      MessageAttributes,
    }));
    return MessageId!;
  }
}

/** The message attributes, by which subscribers can filter. Leaves out a customer id that SNS would not accept. */
function attributesOf(event: CloudEvent, { status, order }: OrderState): Attributes {
  const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
  const customerId = order?.customer.id;
  const isFit = customerId && customerId.length <= MAX_CUSTOMER_ID && isPlainText(customerId);
  return {
    eventType: attribute(event.type),
    status: attribute(status),
    ...(isFit && { customerId: attribute(customerId) }),
  };
}

const attributeBytes = (attributes: Attributes): number => Object.entries(attributes).reduce(
  (sum, [name, { DataType, StringValue }]) => sum + Buffer.byteLength(`${name}${DataType}${StringValue}`), 0,
);
