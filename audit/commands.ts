import { type Balance, balanceOf } from './balance';
import type { Tables } from './tables';
import { ownerOf } from '../lambda/orders/streams';
import { COMMAND_NAMES } from '../src/contract/commands';

/** The ids that the events of a client's command have: `CancelOrder:c-1`. */
const CLIENT_COMMAND = new RegExp(`^(?:${COMMAND_NAMES.join('|')}):`);

/**
 * Checks that each command of a client has one outcome on record, and that an order has exactly the events of accepted
 * commands.
 */
export function outcomesAreOnRecord({ orders, commands }: Tables): Balance {
  const all = [...commands.values()].flat();
  const twice = all.filter(({ version }) => version !== 1).map(({ stream }) => stream);
  const accepted = new Set(all.flatMap(({ stream, command, event }) =>
    (event.type === 'CommandAccepted' ? [`${ownerOf(stream)} ${event.data.orderVersion} ${command}`] : [])));
  const withoutRecord = [...orders].flatMap(([orderId, events]) => events
    .filter(({ version, command }) => CLIENT_COMMAND.test(command) && !accepted.has(`${orderId} ${version} ${command}`))
    .map(({ stream }) => stream));
  return balanceOf('one outcome for each command', [...twice, ...withoutRecord], `${all.length} on record`);
}
