/**
 * The synthesized template, deployed as it is to the emulator, and everything that can go wrong with an order there.
 * One deployment serves all suites, and in the end the books of all their orders have to balance.
 */
import './support/setup';
import './suites/orders.suite';
import './suites/operations/heartbeat.suite';
import './suites/intake.suite';
import './suites/api.suite';
import './suites/intake/commands.suite';
import './suites/stock.suite';
import './suites/payment.suite';
import './suites/contracts.suite';
import './suites/event-store.suite';
import './suites/projection.suite';
import './suites/streams.suite';
import './suites/notifications.suite';
import './suites/crashes.suite';
import './suites/books.suite';
