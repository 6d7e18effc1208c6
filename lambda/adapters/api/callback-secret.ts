import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { MIN_SECRET_BYTES } from '../../../src/contract/payment/payment-callback';
import type { System } from '../../lib/system';

export interface CallbackSecretOptions extends Pick<System, 'now'> {
  readonly client: SecretsManagerClient;
  readonly secretArn: string;
}

/** For how long the values are used. A rotation has to reach all functions before it is repeated. */
const LIFE = 5 * 60_000;

/** A wrong signature may come from a new secret, or from anybody: then it is read once a minute at most. */
const REREAD_AFTER = 60_000;

interface Values {
  readonly keys: readonly Buffer[];
  /** In milliseconds since 1970. */
  readonly readAt: number;
}

/**
 * The secret that signs callbacks: its current value, and the previous one, so that the sender may change it any time
 * after a rotation. The values appear neither in the log nor in an error.
 */
export class CallbackSecret {
  private values?: Values;

  constructor(private readonly options: CallbackSecretOptions) {}

  /** The keys, as read less than 5 minutes ago. */
  async keys(): Promise<readonly Buffer[]> {
    return this.readIfOlderThan(LIFE);
  }

  /** The keys after a wrong signature: read again, unless that was done less than a minute ago. */
  async keysAfterFailure(): Promise<readonly Buffer[]> {
    return this.readIfOlderThan(REREAD_AFTER);
  }

  private async readIfOlderThan(age: number): Promise<readonly Buffer[]> {
    const now = this.options.now().getTime();
    if (!this.values || now - this.values.readAt >= age) this.values = { keys: await this.read(), readAt: now };
    return this.values.keys;
  }

  private async read(): Promise<readonly Buffer[]> {
    const [current, previous] = await Promise.all([
      this.valueAt('AWSCURRENT'),
      this.valueAt('AWSPREVIOUS').catch((error: Error) => {
        if (error.name === NOT_THERE) return undefined; // the secret was never rotated
        throw error;
      }),
    ]);
    if (current.length < MIN_SECRET_BYTES) {
      const { length } = current;
      throw new Error(`the secret of payment callbacks has ${length} bytes; allowed: at least ${MIN_SECRET_BYTES}`);
    }
    return [current, ...(previous && previous.length >= MIN_SECRET_BYTES ? [previous] : [])];
  }

  private async valueAt(stage: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<Buffer> {
    const { client, secretArn } = this.options;
    const command = new GetSecretValueCommand({ SecretId: secretArn, VersionStage: stage });
    const { SecretString, SecretBinary } = await client.send(command);
    return Buffer.from(SecretString ?? SecretBinary ?? '');
  }
}

/** The secret has no version with the label. */
const NOT_THERE = 'ResourceNotFoundException';
