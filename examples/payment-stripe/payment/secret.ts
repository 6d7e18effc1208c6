import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** After a rotation, the old value is used for five minutes at most. Let Stripe accept the old one for longer. */
const KEEP = 5 * 60_000;

/** Reads a secret of Secrets Manager, and keeps it in memory. It is in no environment variable and in no log. */
export function secret(arn: string, now: () => number): () => Promise<string> {
  const client = new SecretsManagerClient({ maxAttempts: 2 });
  let kept: { readonly value: string; readonly until: number } | undefined;
  return async () => {
    if (kept && now() < kept.until) return kept.value;
    const { SecretString: value } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (!value) throw new Error(`The secret ${arn} has no text.`);
    kept = { value: value.trim(), until: now() + KEEP };
    return kept.value;
  };
}

/** An environment variable that `lib/shop-stack.ts` sets. */
export function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}
