/**
 * The npm package, the wheel and the jar, each installed outside the repository where nothing else is, and used from its language: they are the
 * same pipeline. One installation serves all suites.
 */
import './installed';
import './packages.suite';
import './typescript.suite';
import './start.suite';
import './examples.suite';
import './mistakes.suite';
import './deploy.suite';
