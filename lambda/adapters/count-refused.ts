import { COMMAND_DIMENSION, MetricName } from '../../src/contract/metrics';
import type { Command } from '../domain/commands/command';
import { log } from '../lib/log';
import type { CountMetric } from '../lib/metrics';

/** Logs and counts a command that the state of its order did not allow, each time that it comes. */
export function countRefused(count: CountMetric, { command, orderId, commandId }: Command, code: string): void {
  log.info('command refused', { command, orderId, commandId, code });
  count(MetricName.COMMAND_REFUSED, { orderId, commandId, code }, { [COMMAND_DIMENSION]: command });
}
