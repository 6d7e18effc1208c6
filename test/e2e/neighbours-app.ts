/** The app of the tests of two pipelines side by side: they share the bus, the inventory and the account. */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { NEIGHBOURS, NEIGHBOURS_STACK, SENDER } from './support/names';
import { subscribedPipeline } from './support/subscribed-pipeline';
import { Inventory } from '../../src';

const app = new App();
const stack = new Stack(app, NEIGHBOURS_STACK);
new ses.EmailIdentity(stack, 'Sender', { identity: ses.Identity.email(SENDER) });
const inventory = new Inventory(stack, 'Inventory', { removalPolicy: RemovalPolicy.DESTROY });
const [first, second] = NEIGHBOURS;
const { relay: { bus } } = subscribedPipeline(stack, first, { prefix: first, inventory });
subscribedPipeline(stack, second, { prefix: second, inventory, bus });
app.synth();
