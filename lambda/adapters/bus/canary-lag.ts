import { MetricName } from '../../../src/contract/metrics';
import { isCanary } from '../../domain/order/canary';
import type { ReportGauges } from '../../lib/metrics';
import type { System } from '../../lib/system';
import type { CloudEvent } from '../../orders/cloud-event';

export interface CanaryLagOptions extends Pick<System, 'now'> {
  readonly report: ReportGauges;
}

/**
 * Reports how old the events of canaries are when the relay has read them. The bus never receives these events, so this
 * value shows that the relay is alive and how far it is behind.
 */
export function reportCanaryLag({ report, now }: CanaryLagOptions, events: readonly CloudEvent[]): void {
  const times = events.filter(({ subject }) => isCanary(subject)).map(({ time }) => Date.parse(time));
  if (times.length === 0) return;
  report({ [MetricName.RELAY_LAG]: Math.max(0, Math.round((now().getTime() - Math.min(...times)) / 1_000)) });
}
