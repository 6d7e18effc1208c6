import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { Mail } from './mail';

/** Whom an email is to reach, and about which order. */
export interface Recipient {
  readonly address: string;
  readonly orderId: string;
}

/** Sends emails from one address. */
export interface Mailer {
  /** Returns the id of the message. Throws the error of the mail service. */
  send(mail: Mail, to: Recipient): Promise<string>;
}

export interface SesMailerOptions {
  readonly client: SESClient;
  readonly sender: string;
  /** Publishes bounces and complaints. Undefined to use that of the sender's identity, if it has one. */
  readonly configurationSet?: string;
}

/** The name of the tag with the order's id. SES repeats tags in the events about an email, such as a bounce. */
const ORDER_TAG = 'orderId';
/** @see https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html */
const TAG_VALUE = /^[A-Za-z0-9_-]{1,256}$/;

export class SesMailer implements Mailer {
  constructor(private readonly options: SesMailerOptions) {}

  async send({ subject, text, html }: Mail, { address, orderId }: Recipient): Promise<string> {
    const content = (Data: string) => ({ Data, Charset: 'UTF-8' });
    const { client, sender, configurationSet } = this.options;
    const { MessageId } = await client.send(new SendEmailCommand({
      Source: sender,
      Destination: { ToAddresses: [address] },
      Message: { Subject: content(subject), Body: { Text: content(text), Html: content(html) } },
      ConfigurationSetName: configurationSet,
      Tags: TAG_VALUE.test(orderId) ? [{ Name: ORDER_TAG, Value: orderId }] : [],
    }));
    return MessageId!;
  }
}
