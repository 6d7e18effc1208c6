/**
 * The synthesized template, deployed as it is to the emulator, and everything that can go wrong with an order there. One deployment serves all
 * suites, and in the end the books of all their orders have to balance.
 */
import './setup';
import './orders.suite';
import './intake.suite';
import './api.suite';
import './stock.suite';
import './payment.suite';
import './event-store.suite';
import './projection.suite';
import './notifications.suite';
import './crashes.suite';
import './books.suite';
