import { ThrottlingException } from '@aws-sdk/client-dynamodb';
import {
  AccountSendingPausedException, ConfigurationSetDoesNotExistException, ConfigurationSetSendingPausedException,
  MailFromDomainNotVerifiedException, MessageRejected, SESServiceException,
} from '@aws-sdk/client-ses';
import { AuthorizationErrorException, InvalidParameterException, ThrottledException } from '@aws-sdk/client-sns';
import { DeliveryInProgress } from '../../../../lambda/adapters/notifications/delivery';
import { type Failure, failureOf } from '../../../../lambda/adapters/notifications/failure';
import { TransactionContention } from '../../../../lambda/lib/transaction';
import { ConcurrencyConflict } from '../../../../lambda/orders/event-log';
import { UnknownEvent } from '../../../../lambda/orders/stored-event';

const $metadata = {};
const said = (message: string) => ({ message, $metadata });
/** An error of SES that its model does not have. */
const ses = (name: string, message = '', status = 400) =>
  new SESServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode: status } });
const network = (code: string) => Object.assign(new Error('no answer'), { code });

const CASES: [Failure, string, Error][] = [
  ['refused', 'content', new MessageRejected(said('Illegal content'))],
  ['refused', 'a virus', new MessageRejected(said('The message was rejected because it contained a virus.'))],
  ['refused', 'an address', ses('InvalidParameterValue', 'Domain contains illegal character')],

  ['ours', 'a sender that is not verified', new MessageRejected(said('Email address is not verified. The following'))],
  ['ours', 'sending paused', new MessageRejected(said('Sending paused for this account.'))],
  ['ours', 'sending paused', new AccountSendingPausedException(said('paused'))],
  ['ours', 'sending paused', new ConfigurationSetSendingPausedException(said('paused'))],
  ['ours', 'a configuration set', new ConfigurationSetDoesNotExistException(said('none'))],
  ['ours', 'a MAIL FROM domain', new MailFromDomainNotVerifiedException(said('no MX'))],
  ['ours', 'a permission', ses('AccessDenied', 'is not authorized to perform', 403)],
  ['ours', 'a permission', ses('AccessDeniedException', '', 403)],
  ['ours', 'credentials', ses('ExpiredToken', '', 403)],
  ['ours', 'credentials', ses('InvalidClientTokenId', '', 403)],
  ['ours', 'credentials', ses('SignatureDoesNotMatch', '', 403)],
  ['ours', 'a permission of the topic', new AuthorizationErrorException(said('no'))],
  ['ours', 'a message for the topic', new InvalidParameterException(said('too long'))],

  ['busy', 'the rate', ses('Throttling', 'Maximum sending rate exceeded.')],
  ['busy', 'the quota', ses('Throttling', 'Daily message quota exceeded.')],
  ['busy', 'the rate of the topic', new ThrottledException(said('slow'))],
  ['busy', 'the rate of the table', new ThrottlingException(said('slow'))],
  ['busy', 'an outage', ses('InternalFailure', '', 500)],
  ['busy', 'an outage', ses('ServiceUnavailable', '', 503)],
  ['busy', 'an outage', new SESServiceException({ name: 'X', message: '', $fault: 'server', $metadata })],
  ['busy', 'the network', network('ECONNRESET')],
  ['busy', 'the network', network('EAI_AGAIN')],
  ['busy', 'a time-out', Object.assign(new Error('late'), { name: 'TimeoutError' })],
  ['busy', 'another sender', new DeliveryInProgress('being sent')],
  ['busy', 'another sender', new ConcurrencyConflict('stream', 1)],
  ['busy', 'contention', new TransactionContention('conflict')],
  ['busy', 'an event of a newer release', new UnknownEvent('stream', 1, 'newer')],

  ['defect', 'a message that is no JSON', new SyntaxError('Unexpected token')],
  ['defect', 'a message that is no event', new TypeError('the message holds no event of an order')],
  ['defect', 'a template', new Error('there is no mail template')],
];

test.each(CASES)('fault 13: %s, by %s', (failure, _, error) => expect(failureOf(error)).toBe(failure));
