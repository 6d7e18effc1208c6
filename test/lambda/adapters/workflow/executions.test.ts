/** The executions in Step Functions, as the library asks for them. */
import { DescribeExecutionCommandOutput, ExecutionAlreadyExists, ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import { executionName } from '../../../../lambda/adapters/workflow/execution-name';
import { StepFunctionsExecutions } from '../../../../lambda/adapters/workflow/step-functions';
import { ScriptedClient } from '../../../support/world/scripted-client';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:Workflow';
const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:Workflow:';
const NOW = new Date('2026-01-01T12:00:00Z');
const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);
const executionsOn = (client: ScriptedClient) =>
  new StepFunctionsExecutions({ client: client.as(), stateMachineArn: MACHINE, now: () => NOW });
const fails = <T extends Error>(Failure: new (options: { message: string; $metadata: object }) => T) =>
  new Failure({ message: 'no', $metadata: {} });

describe('a start', () => {
  test('passes nothing of the order but its id', async () => {
    const client = new ScriptedClient({ startDate: NOW });
    expect(await executionsOn(client).begin('A-1', 'A-1')).toBe('started');
    expect(client.sent).toEqual([{
      name: 'StartExecutionCommand',
      input: { stateMachineArn: MACHINE, name: 'A-1', input: '{"orderId":"A-1"}' },
    }]);
  });

  test('that comes back with an earlier time belongs to an execution that runs', async () => {
    expect(await executionsOn(new ScriptedClient({ startDate: before(3) })).begin('A-1', 'A-1')).toBe('running');
    expect(await executionsOn(new ScriptedClient({ startDate: before(1) })).begin('A-1', 'A-1')).toBe('started');
  });

  test('under a name that was used is closed, and any other failure is thrown', async () => {
    expect(await executionsOn(new ScriptedClient(fails(ExecutionAlreadyExists))).begin('A-1', 'A-1')).toBe('closed');
    const throttled = executionsOn(new ScriptedClient(new Error('throttled')));
    await expect(throttled.begin('A-1', 'A-1')).rejects.toThrow('throttled');
  });
});

test('an execution is described, or is not there', async () => {
  const answer = { status: 'FAILED', error: 'States.Timeout', stopDate: NOW } as DescribeExecutionCommandOutput;
  const client = new ScriptedClient(answer, fails(ExecutionDoesNotExist), new Error('throttled'));
  const executions = executionsOn(client);
  expect(await executions.describe('A-1')).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  expect(client.sent[0]!.input).toEqual({ executionArn: `${ARN}A-1` });
  expect(await executions.describe('A-2')).toBeUndefined();
  await expect(executions.describe('A-3')).rejects.toThrow('throttled');
});

describe('the executions that failed', () => {
  const listed = (name: string, stopDate?: Date) => ({ name, executionArn: `${ARN}${name}`, stopDate });
  const idsOf = async (client: ScriptedClient) => {
    const ids: string[] = [];
    for await (const { orderId } of executionsOn(client).failedSince(before(60))) ids.push(orderId);
    return ids;
  };

  test('of all three kinds and all pages are found by the names of their orders', async () => {
    const client = new ScriptedClient(
      { executions: [listed('A-1', NOW)], nextToken: 'more' },
      { executions: [listed('A-2-run2', NOW)] },
      { executions: [listed('A-3-run2-4', NOW)] },
      { executions: [] },
    );
    expect(await idsOf(client)).toEqual(['A-1', 'A-2', 'A-3']);
    expect(client.sent.map(({ input }) => [input.statusFilter, input.nextToken])).toEqual([
      ['FAILED', undefined], ['FAILED', 'more'], ['TIMED_OUT', undefined], ['ABORTED', undefined],
    ]);
  });

  test('are only those that ended since', async () => {
    const executions = [listed('A-1', before(61)), listed('A-2', before(59)), listed('A-3', before(61))];
    expect(await idsOf(new ScriptedClient({ executions }, {}, {}))).toEqual(['A-2']);
  });

  test('with a hash for a name are asked for their order', async () => {
    const name = executionName('A 1');
    const client = new ScriptedClient({ executions: [listed(name, NOW)] }, { input: '{"orderId":"A 1"}' }, {}, {});
    expect(await idsOf(client)).toEqual(['A 1']);
    expect(client.sent[1]!.input).toEqual({ executionArn: `${ARN}${name}` });
  });

  test('with a hash for a name are asked for their order a bounded number of times', async () => {
    const executions = Array.from({ length: 150 }, (_, n) => listed(executionName(`A ${n}`), NOW));
    const answers = Array.from({ length: 100 }, (_, n) => ({ input: `{"orderId":"A ${n}"}` }));
    expect(await idsOf(new ScriptedClient({ executions }, ...answers, {}, {}))).toHaveLength(100);
  });

  test('are asked no more once Step Functions does not answer; one without an order is passed over', async () => {
    const executions = ['A 1', 'A 2', 'A 3', 'A 4'].map(orderId => listed(executionName(orderId), NOW));
    const throttled = Object.assign(new Error('throttled'), { name: 'ThrottlingException' });
    const client = new ScriptedClient({ executions }, { input: '{"orderId":"A 1"}' }, { input: '' }, throttled, {}, {});
    expect(await idsOf(client)).toEqual(['A 1']);
    expect(client.sent).toHaveLength(6);
  });

  test('are looked at for a bounded number of pages', async () => {
    const page = (name: string) => ({ executions: [listed(name, NOW)], nextToken: 'more' });
    const client = new ScriptedClient(...Array.from({ length: 10 }, (_, n) => page(`A-${n}`)), {}, {});
    expect(await idsOf(client)).toHaveLength(10);
  });
});
