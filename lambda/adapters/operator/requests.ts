import { PARK_REASONS, type ParkReason } from '../../../src/contract/heartbeat/parking';
import type { Standing } from '../../../src/contract/heartbeat/unfinished-orders';
import { allowOnly, flagIn, isFields } from '../../lib/input/fields';
import { utcTimeIn } from '../../lib/input/utc-time';
import { shown, wrongInput, wrongValue } from '../../lib/input/wrong-input';
import { isIdOnRecord, orderIdsIn } from '../input/order-ids';

/**
 * The most orders of one request. A dry run asks Step Functions about each of them, usually once, with
 * DescribeExecution, whose quota is a bucket of 250 calls in most regions. So it leaves half of the bucket to others,
 * such as a heartbeat, which may use 100. The answer about so many orders stays far below the 6 MB of Lambda.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const MAX_RERUNS = 125;
const MAX_LISTED = 1_000;
const USUAL_LIMIT = 100;

/** Orders that are parked, for one reason or for any. */
interface ParkedFilter {
  readonly parked: true | ParkReason;
  readonly limit: number;
}

/** Orders on their way, or orders that wait for somebody else. */
type OtherFilter = ({ readonly underway: true } | { readonly waiting: true }) & { readonly limit: number };

export type ListRequest = (ParkedFilter | OtherFilter) & { readonly next?: string };
export interface RerunRequest {
  readonly rerun: readonly string[] | ParkedFilter;
  readonly dryRun: boolean;
}

/** A request that an operator makes by invoking the intake function. */
export type OperatorRequest = { readonly list: ListRequest } | RerunRequest;

const PARKED = `true, ${PARK_REASONS.map(reason => `"${reason}"`).join(', ')}`;
const LISTED = ['underway', 'waiting', 'parked'] as const;
const A_LIST = '{"underway": true}, {"waiting": true} or {"parked": …}, with "limit" and "next" besides';
const A_RERUN = `a list of up to ${MAX_RERUNS} order ids, or {"parked": …}, with "limit" besides`;
const A_REQUEST = `{"list": ${A_LIST}}, or {"rerun": ${A_RERUN}}, with "dryRun" besides; "parked" is ${PARKED}`;

/** Reads a request. Throws WrongInput, which says what is wrong, what was received and what is allowed. */
export function readRequest(input: unknown): OperatorRequest {
  if (!isFields(input) || ('list' in input) === ('rerun' in input)) throw wrongValue('the payload', input, A_REQUEST);
  if ('list' in input) {
    allowOnly('the payload', input, ['list']);
    return { list: listIn(input.list) };
  }
  allowOnly('the payload', input, ['rerun', 'dryRun']);
  return { rerun: rerunIn(input.rerun), dryRun: flagIn('dryRun', input.dryRun) };
}

function listIn(list: unknown): ListRequest {
  if (!isFields(list)) throw wrongValue('list', list, A_LIST);
  const [which, ...others] = LISTED.filter(name => name in list);
  if (!which || others.length > 0) throw wrongValue('list', list, A_LIST);
  allowOnly('list', list, [which, 'limit', 'next']);
  const page = { limit: limitIn('list.limit', list.limit, MAX_LISTED), ...nextIn(list.next) };
  if (which === 'parked') return { parked: parkedIn('list.parked', list.parked), ...page };
  if (list[which] !== true) throw wrongValue(`list.${which}`, list[which], 'true');
  return which === 'waiting' ? { waiting: true, ...page } : { underway: true, ...page };
}

function rerunIn(rerun: unknown): RerunRequest['rerun'] {
  if (Array.isArray(rerun)) return orderIdsIn('rerun', rerun, MAX_RERUNS, '{"parked": …} takes the oldest ones');
  if (!isFields(rerun) || !('parked' in rerun)) throw wrongValue('rerun', rerun, A_RERUN);
  allowOnly('rerun', rerun, ['parked', 'limit']);
  return {
    parked: parkedIn('rerun.parked', rerun.parked),
    limit: limitIn('rerun.limit', rerun.limit, MAX_RERUNS),
  };
}

function parkedIn(what: string, value: unknown): ParkedFilter['parked'] {
  const reason = value === true ? true : PARK_REASONS.find(known => known === value);
  if (reason === undefined) throw wrongValue(what, value, PARKED);
  return reason;
}

function limitIn(what: string, value: unknown = USUAL_LIMIT, max: number): number {
  const isLimit = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max;
  if (!isLimit) throw wrongValue(what, value, `a whole number from 1 to ${max}`);
  return value;
}

/** Where a page begins: after the time and the id of an order. Any other text would begin anywhere, or nowhere. */
function nextIn(next: unknown): { readonly next?: string } {
  if (next === undefined) return {};
  const [, time, orderId] = /^([^#]+)#([^#]+)$/.exec(typeof next === 'string' ? next : '') ?? [];
  const isNext = orderId !== undefined && isIdOnRecord(orderId) && utcTimeIn(time)?.toISOString() === time;
  if (isNext) return { next: next as string };
  throw wrongInput('list.next', `is ${shown(next)}`, 'the "next" of the answer before, or none for the first page');
}

type WithStandings = { readonly underway: true } | { readonly waiting: true } | Pick<ParkedFilter, 'parked'>;

/** The standings that a request is about. */
export function standingsOf(request: WithStandings): readonly Standing[] {
  if ('underway' in request) return ['underway'];
  if ('waiting' in request) return ['waiting'];
  return request.parked === true ? PARK_REASONS : [request.parked];
}
