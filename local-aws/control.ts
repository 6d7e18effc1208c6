/** Queries and settings of a running emulator that the APIs of AWS do not have. */

/** A mail as it was sent. */
export interface SesMessage {
  readonly MessageId: string;
  readonly Source: string;
  readonly To: string[];
  readonly CC: string[];
  readonly BCC: string[];
  readonly Subject: string;
  readonly BodyText: string | null;
  readonly BodyHtml: string | null;
  /** Seconds since 1970. */
  readonly Timestamp: number;
  /** The operation that sent it. */
  readonly Type: string;
}

/** The mails sent so far. */
export async function sesMessages(emulator: { readonly endpoint: string }): Promise<SesMessage[]> {
  const answer = await fetch(`${emulator.endpoint}/_ministack/ses/messages`);
  if (!answer.ok) throw new Error(`The mails could not be read: ${answer.status} ${await answer.text()}`);
  const { messages } = await answer.json() as { messages: Record<string, SesMessage[]> };
  return Object.values(messages).flat();
}

/** Changes the factor on Step Functions' waits and retry intervals; 0 skips them. */
export async function setWaitScale(emulator: { readonly endpoint: string }, scale: number): Promise<void> {
  const answer = await fetch(`${emulator.endpoint}/_ministack/config`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ 'stepfunctions._SFN_WAIT_SCALE': scale }),
  });
  if (!answer.ok) throw new Error(`The wait scale could not be set: ${answer.status} ${await answer.text()}`);
}
