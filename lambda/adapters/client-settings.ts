/**
 * The settings of an AWS client whose calls must end well before its function does, whatever the service does.
 *
 * - Throttled: the SDK waits at most 1 + 2 + 4 = 7 s, 3.5 s on average (full jitter), between four attempts.
 * - Not answered: four attempts take at most 4 * 4 s, and the waits between them at most 0.35 s.
 *
 * So a call takes at most 17 s, while the functions that use these settings have 20 s or more. By default the SDK would
 * wait for an answer without end, and the function would die with all the messages of its batch.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 4,
  // Without `throwOnRequestTimeout`, the SDK only logs a warning.
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
};
