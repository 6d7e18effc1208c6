import * as v from 'valibot';
import { type Standing, STANDINGS } from '../../../src/contract/heartbeat/open-orders';
import { PARK_REASONS } from '../../../src/contract/heartbeat/parking';

/**
 * The most orders of one request. A dry run asks Step Functions about each of them, with DescribeExecution, whose quota
 * is a bucket of 250 calls in most regions. The answer about so many orders stays far below the 6 MB of Lambda.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const MAX_RERUNS = 250;
const MAX_LISTED = 1_000;
const USUAL_LIMIT = 100;

const parkedFilter = v.union([v.literal(true), v.picklist(PARK_REASONS)]);
const limit = (max: number) => v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max)), USUAL_LIMIT);

const listSchema = v.strictObject({
  list: v.union([
    v.strictObject({ open: v.literal(true), limit: limit(MAX_LISTED), next: v.optional(v.string()) }),
    v.strictObject({ parked: parkedFilter, limit: limit(MAX_LISTED), next: v.optional(v.string()) }),
  ]),
});
const rerunSchema = v.strictObject({
  rerun: v.union([
    v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(MAX_RERUNS)),
    v.strictObject({ parked: parkedFilter, limit: limit(MAX_RERUNS) }),
  ]),
  dryRun: v.optional(v.boolean(), false),
});

/** A request that an operator makes by invoking the intake function. */
export type OperatorRequest = v.InferOutput<typeof listSchema> | v.InferOutput<typeof rerunSchema>;
export type ListRequest = v.InferOutput<typeof listSchema>['list'];
export type RerunRequest = v.InferOutput<typeof rerunSchema>;

const ALLOWED_REQUESTS = [
  '{list: {open: true, limit?, next?}}',
  `{list: {parked: true or ${PARK_REASONS.join(' or ')}, limit?, next?}}`,
  `{rerun: [up to ${MAX_RERUNS} order ids], dryRun?}`,
  `{rerun: {parked: true or ${PARK_REASONS.join(' or ')}, limit?}, dryRun?}`,
].join('; ');

/** Reads a request. Throws TypeError that says what is wrong and what is allowed. */
export function readRequest(input: object): OperatorRequest {
  const parsed = 'list' in input ? v.safeParse(listSchema, input) : v.safeParse(rerunSchema, input);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.slice(0, 20).map(issue => `${v.getDotPath(issue) ?? 'the request'}: ${issue.message}`);
  const received = JSON.stringify(input).slice(0, 200);
  throw new TypeError(`not a request: ${problems.join('; ')}; received: ${received}; allowed: ${ALLOWED_REQUESTS}`);
}

type WithStandings = { readonly open: true } | { readonly parked: true | Standing };

/** The standings that a request is about. */
export function standingsOf(request: WithStandings): readonly Standing[] {
  if ('open' in request) return ['open'];
  return request.parked === true ? STANDINGS.filter(standing => standing !== 'open') : [request.parked];
}
