import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { Env } from '../../../src/contract/environment';
import { MetricName } from '../../../src/contract/metrics';
import type { CanaryLagOptions } from '../../adapters/bus/canary-lag';
import { EventBus } from '../../adapters/bus/event-bus';
import { Relay } from '../../adapters/bus/relay';
import { CLIENT_SETTINGS } from '../../adapters/client-settings';
import {
  backoff, gaugesFromEnvironment, identityFromEnvironment, retryQueueFromEnvironment, streamFromEnvironment,
} from '../../adapters/from-environment';
import { type StreamHandler, type StreamHandlerOptions, streamHandler } from '../../adapters/streams/stream-handler';
import { required } from '../../lib/environment';
import { system } from '../../lib/system';
import { wire } from '../../lib/wire';

interface Needs extends Omit<StreamHandlerOptions, 'reader' | 'metric'> {
  /** The identity of the pipeline, which the source of its events contains. */
  readonly identity: string;
  readonly bus: EventBus;
  readonly canaryLag: CanaryLagOptions;
}

/**
 * The relay of the outbox: publishes every recorded event to the bus, at least once. A technical failure holds the
 * shard, and Lambda delivers the events again. An event that cannot be read, or that the bus refuses for good, is set
 * aside, and the others are published; the retry queue brings it back.
 */
export const relayEvents = (needs: Needs): StreamHandler => streamHandler({
  ...needs,
  reader: new Relay(needs),
  metric: MetricName.EVENT_UNREADABLE,
});

export const handler = wire(() => relayEvents({
  ...streamFromEnvironment(),
  identity: identityFromEnvironment(),
  bus: new EventBus({ client: new EventBridgeClient(CLIENT_SETTINGS), bus: required(Env.EVENT_BUS_NAME), backoff }),
  retryQueue: retryQueueFromEnvironment(),
  canaryLag: { report: gaugesFromEnvironment(), now: system.now },
}));
