import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { MailTemplates, OrderPipeline } from 'cdk-order-pipeline';

const stack = new Stack(new App(), 'Shop');

function attempt(mistake: string, make: () => unknown): void {
  try {
    make();
    console.log(`${mistake}: nothing`);
  } catch (error) {
    console.log(`${mistake}: ${error}`);
  }
}

attempt('number', () => new OrderPipeline(stack, 'Number', { notifications: { maxConcurrency: 1 } }));
attempt('text', () => new OrderPipeline(stack, 'Text', { notifications: { sender: 'shop' } }));
attempt('enum', () => new OrderPipeline(stack, 'Enum', { removalPolicy: RemovalPolicy.SNAPSHOT }));
attempt('path', () => MailTemplates.fromDirectory('nowhere'));
attempt('argument', () => new OrderPipeline(stack, 'Argument').relay.addRule('Rule', 'OrderShipped'));
