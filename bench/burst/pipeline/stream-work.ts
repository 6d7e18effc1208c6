import { DYNAMO_ERRORS, type Services } from './services';
import type { FunctionWork } from './work';
import type { Assumptions } from '../aws/assumptions';

/** Events that one PutEvents takes. */
const PUT_EVENTS_MOST = 10;

/** The projector: reads and writes the rows of a batch, all side by side. */
export function* projectRecords(
  services: Services, times: Assumptions, now: () => number, records: number,
): FunctionWork {
  yield { pause: times.query + times.put };
  if (services.isOut('dynamodb', now())) return DYNAMO_ERRORS.failed;
  const wait = services.reserveRows(records, now());
  if (wait > 0) yield { pause: wait };
  return undefined;
}

/** The relay: sends a batch to the bus, one request after the other. */
export function* relayRecords(
  services: Services, times: Assumptions, now: () => number, records: number,
): FunctionWork {
  yield { pause: Math.ceil(records / PUT_EVENTS_MOST) * times.putEvents };
  return services.isOut('eventbridge', now()) ? 'InternalException' : undefined;
}
