/**
 * The npm package, the wheel and the jar, each installed outside the repository where nothing else is, and used from
 * its language: they are the same pipeline. One installation serves all suites.
 */
import './support/installed';
import './suites/packages.suite';
import './suites/typescript.suite';
import './suites/start.suite';
import './suites/examples.suite';
import './suites/stripe.suite';
import './suites/mistakes.suite';
import './suites/deploy.suite';
