/**
 * Waits a random time up to `base * 2^(attempt - 1)` milliseconds, at most `cap`: "full jitter".
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export async function backoff(attempt: number, base = 20, cap = 1_000): Promise<void> {
  const ceiling = Math.min(cap, base * 2 ** (attempt - 1));
  await new Promise(resolve => setTimeout(resolve, Math.random() * ceiling));
}
