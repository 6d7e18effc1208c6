import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { MailTemplates, OrderPipeline, PaymentProvider } from 'cdk-order-pipeline';

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
const payment = PaymentProvider.simulated();
const other = new Stack(new App(), 'Shop'); // a stack has room for few pipelines
attempt('bound', () => [1, 2].map(number => new OrderPipeline(other, `Bound${number}`, { payment })));
attempt('keyLife', () => PaymentProvider.simulated({ keyLife: Duration.seconds(0) }));
attempt('path', () => MailTemplates.fromDirectory('nowhere'));
attempt('argument', () => new OrderPipeline(stack, 'Argument').relay.addRule('Rule', 'OrderShipped'));
