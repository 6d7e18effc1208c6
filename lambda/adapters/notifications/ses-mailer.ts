import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { Mail } from './mail';

/** Sends emails from one address. */
export interface Mailer {
  /** Returns the id of the message. Throws the error of the mail service. */
  send(mail: Mail, to: string): Promise<string>;
}

export class SesMailer implements Mailer {
  constructor(private readonly client: SESClient, private readonly sender: string) {}

  async send({ subject, text, html }: Mail, to: string): Promise<string> {
    const content = (Data: string) => ({ Data, Charset: 'UTF-8' });
    const { MessageId } = await this.client.send(new SendEmailCommand({
      Source: this.sender,
      Destination: { ToAddresses: [to] },
      Message: { Subject: content(subject), Body: { Text: content(text), Html: content(html) } },
    }));
    return MessageId!;
  }
}
