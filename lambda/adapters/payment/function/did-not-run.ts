/**
 * The errors with which Lambda refuses a call before it runs the function. It checks the request and the capacity
 * first, then prepares the function. An error that may come while the function runs, or after it, is not in this list:
 * `ServiceException`, `EFSIOException`, and any error that nobody has heard of.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 */
const REFUSALS: ReadonlySet<string> = new Set([
  // throttled
  'TooManyRequestsException', 'ThrottlingException', 'EC2ThrottledException',
  // the caller has no credentials or no permission
  'CredentialsProviderError', 'AccessDeniedException', 'UnrecognizedClientException', 'InvalidSignatureException',
  'IncompleteSignatureException', 'MissingAuthenticationTokenException', 'ExpiredTokenException',
  // the function does not exist, or is not ready
  'ResourceNotFoundException', 'ResourceConflictException', 'ResourceNotReadyException', 'NoPublishedVersionException',
  'CodeArtifactUserPendingException', 'CodeArtifactUserFailedException', 'CodeArtifactUserDeletedException',
  'SnapStartNotReadyException', 'SnapStartTimeoutException', 'SnapStartRegenerationFailureException',
  // Lambda could not prepare it: code, keys, network, file systems
  'InvalidZipFileException', 'InvalidRuntimeException', 'ModeNotSupportedException',
  'KMSAccessDeniedException', 'KMSDisabledException', 'KMSInvalidStateException', 'KMSNotFoundException',
  'EC2AccessDeniedException', 'EC2UnexpectedException', 'ENILimitReachedException', 'ENINotReadyException',
  'InvalidSecurityGroupIDException', 'InvalidSubnetIDException', 'SubnetIPAddressLimitReachedException',
  'EFSMountConnectivityException', 'EFSMountFailureException', 'EFSMountTimeoutException',
  'S3FilesMountConnectivityException', 'S3FilesMountFailureException', 'S3FilesMountTimeoutException',
  // the request
  'InvalidParameterValueException', 'InvalidRequestContentException', 'RequestTooLargeException',
  'UnsupportedMediaTypeException',
]);

/** The operations of Node with which a connection begins. */
const CONNECTING: readonly unknown[] = ['getaddrinfo', 'connect'];

/** How the SDK says that it waited too long for a connection. The error has no code, and the name of others. */
const NO_CONNECTION = 'did not establish a connection';

/** Whether a failed call proves that the function did not run: Lambda refused it, or was never reached. */
export const didNotRun = (error: Error): boolean => REFUSALS.has(error.name) || isUnconnected(error);

function isUnconnected({ message, syscall, errors = [] }: Error & SystemError): boolean {
  if (message.includes(NO_CONNECTION)) return true;
  // If a host has several addresses, Node tries each and throws all of their errors at once.
  if (errors.length > 0) return errors.every(isUnconnected);
  return CONNECTING.includes(syscall);
}

/** What Node says of a failed operation. */
interface SystemError {
  readonly syscall?: string;
  readonly errors?: readonly Error[];
}
