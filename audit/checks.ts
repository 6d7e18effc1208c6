import type { Balance } from './balance';
import { outcomesAreOnRecord } from './commands';
import type { SendingFacts } from './facts';
import { type SentMail, mailsWereSent, oneMailEach } from './mails';
import { moneyAddsUp } from './money';
import { commandsAreOnce, endsAreLast, everyOrderEnded, historiesAreWhole, stepsAreOnce } from './orders';
import { confirmedIsSold, countersAddUp, heldIsReserved } from './stock';
import type { Tables } from './tables';
import { viewIsCurrent } from './view';

/**
 * Checks everything that must hold once no order is in progress any more. `mails` are the emails that the emulator has
 * sent. AWS has no such list; without it, the balances of emails are not checked.
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

/** Checks what must hold for the history of each order that has ended. */
export function checkHistories(tables: Tables): Balance[] {
  return [
    historiesAreWhole(tables),
    commandsAreOnce(tables),
    outcomesAreOnRecord(tables),
    endsAreLast(tables),
    stepsAreOnce(tables),
  ];
}
