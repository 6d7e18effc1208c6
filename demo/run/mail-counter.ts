import { GetSendQuotaCommand, SESClient } from '@aws-sdk/client-ses';
import type { Target } from '../target/target';

/** The number of emails sent, for the progress bar only: on AWS, SES counts the emails of the whole account. */
export class MailCounter {
  private readonly ses: SESClient;
  private before?: number;

  constructor(private readonly target: Target) {
    this.ses = new SESClient(target.client);
  }

  async count(): Promise<number> {
    const { SentLast24Hours = 0 } = await this.ses.send(new GetSendQuotaCommand({}))
      .catch(() => ({ SentLast24Hours: this.before }));
    this.before ??= this.target.emulator ? 0 : SentLast24Hours;
    return SentLast24Hours - this.before;
  }
}
