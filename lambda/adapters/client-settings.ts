/**
 * The settings of an AWS client whose calls must end well before its function does, whatever the service does.
 *
 * - Throttled: the SDK waits at most 1 + 2 = 3 s, 1.5 s on average (full jitter), between three attempts.
 * - Not answered: three attempts take at most 3 * 3 s, and the waits between them at most 0.15 s.
 *
 * So a call takes less than 10 s, while the functions that use these settings have 20 s or more. By default the SDK
 * would wait for an answer without end, and the function would die with all the messages of its batch.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 3,
  // Without `throwOnRequestTimeout`, the SDK only logs a warning.
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};
