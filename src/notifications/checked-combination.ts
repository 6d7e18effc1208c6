import { Annotations } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EventRelay } from './event-relay';
import { invalid } from '../internal/checked-props';

/** The props of a notifier that are checked here. */
interface Combination {
  readonly eventStore: Construct;
  readonly relay: EventRelay;
  readonly sender?: string;
  readonly topic?: sns.ITopic;
  readonly templates?: object;
  readonly configurationSet?: object;
}

/**
 * Checks what a notifier gets from others. Throws an error if the relay belongs to another event store, because the
 * notifier would find none of the events that it hears of, and if the topic is a FIFO topic. Warns of options of emails
 * without a sender: a stack without emails, such as one for tests, may set them all the same.
 */
export function checkCombination(notifier: Construct, props: Combination): void {
  const { eventStore, relay, sender, topic } = props;
  if (relay._eventStore !== eventStore) {
    const whose = `, which publishes the events of ${relay._eventStore.node.path}`;
    throw invalid('relay', relay.node.path, `the relay of eventStore, ${eventStore.node.path}`, whose);
  }
  // A FIFO topic needs a message group, which the notifier does not set.
  if (topic?.fifo) throw invalid('topic', 'a FIFO topic', 'a standard topic');
  for (const option of ['templates', 'configurationSet'] as const) {
    if (props[option] === undefined || sender !== undefined) continue;
    const message = `${option} has no effect: without sender, the pipeline sends no emails`;
    Annotations.of(notifier).addWarningV2(`cdk-order-pipeline:${option}WithoutSender`, message);
  }
}
