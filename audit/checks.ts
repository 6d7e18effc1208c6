import type { Balance } from './balance';
import type { SendingFacts } from './facts';
import { type SentMail, mailsWereSent, oneMailEach } from './mails';
import { moneyAddsUp } from './money';
import { commandsAreOnce, endsAreLast, everyOrderEnded, historiesAreWhole, stepsAreOnce } from './orders';
import { confirmedIsSold, countersAddUp, heldIsReserved } from './stock';
import type { Tables } from './tables';
import { viewIsCurrent } from './view';

/**
 * Everything that must hold once nothing moves any more. `mails` is what an emulator has sent; AWS does not tell.
 * Without them, the balances of mails are not checked.
 */
export function checkBalances(tables: Tables, facts: SendingFacts, mails: readonly SentMail[] | undefined): Balance[] {
  return [
    everyOrderEnded(tables, facts),
    historiesAreWhole(tables),
    countersAddUp(tables),
    heldIsReserved(tables),
    confirmedIsSold(tables),
    moneyAddsUp(tables),
    viewIsCurrent(tables),
    oneMailEach(tables, mails),
    mailsWereSent(tables, mails),
  ];
}

/** What must hold for the history of each order that has ended. */
export function checkHistories(tables: Tables): Balance[] {
  return [historiesAreWhole(tables), commandsAreOnce(tables), endsAreLast(tables), stepsAreOnce(tables)];
}
