/** The app of the end-to-end tests: one pipeline. */
import { App, Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { SENDER, STACK } from './support/names';
import { subscribedPipeline } from './support/subscribed-pipeline';

const app = new App();
const stack = new Stack(app, STACK);
new ses.EmailIdentity(stack, 'Sender', { identity: ses.Identity.email(SENDER) });
subscribedPipeline(stack, 'Orders');
app.synth();
