/** What each role may do, read from the template: exactly what its step needs, on exactly its resources. */
import { SAGA_FUNCTIONS } from '../../src/contract/saga';
import { synthPipeline } from '../support/synth';

const LOAD = { 'EventStore/Table': 'dynamodb:Query' };
const APPEND = { 'EventStore/Table': 'dynamodb:PutItem dynamodb:Query' };
const MOVE_STOCK = { 'Inventory/Table': 'dynamodb:GetItem dynamodb:UpdateItem' };
const CHARGE = { 'Workflow/SimulatedLedger': 'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem' };
const TAKE = 'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage';
const SEND = 'sqs:GetQueueAttributes sqs:GetQueueUrl sqs:SendMessage';
const READ_STREAM = 'dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams';
/** A reader of the stream also scans the table for a redrive. */
const READ = {
  'EventStore/Table': 'dynamodb:DescribeTable dynamodb:Query dynamodb:Scan',
  'EventStore/Table stream': READ_STREAM,
};
/** Of its retry queue, it takes messages and sends fresh ones. */
const RETRY = `${TAKE} sqs:SendMessage`;
// Log deliveries have no ARN to name; this is the list that the documentation of Step Functions asks for.
const DELIVER_LOGS = [
  'logs:CreateLogDelivery', 'logs:DeleteLogDelivery', 'logs:DescribeLogGroups', 'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery', 'logs:ListLogDeliveries', 'logs:PutResourcePolicy', 'logs:UpdateLogDelivery',
].join(' ');
const INVOKE_STEPS = Object.values(SAGA_FUNCTIONS).flatMap(({ id }) =>
  [`Workflow/${id}`, `Workflow/${id}:*`].map(fn => [fn, 'lambda:InvokeFunction']));

/** Allowed actions by resource; each function may, besides, write to its own log group. */
const ALLOWED: Record<string, Record<string, string>> = {
  'Inventory/Stock': { 'Inventory/Table': 'dynamodb:BatchGetItem dynamodb:PutItem dynamodb:UpdateItem' },

  'Workflow/LogSteps': APPEND,
  'Workflow/StockSteps': { ...APPEND, ...MOVE_STOCK },
  'Workflow/PaymentSteps': { ...APPEND, ...CHARGE },
  'Workflow/StateMachine': { ...Object.fromEntries(INVOKE_STEPS), '*': DELIVER_LOGS },

  'Intake/Intake': {
    ...APPEND,
    // A message on which it failed goes back to its queue.
    'Intake/Queue': `${TAKE} sqs:SendMessage`,
    'Intake/DeadLetterQueue': 'sqs:SendMessage',
    'Workflow/StateMachine': 'states:ListExecutions states:StartExecution',
    'Projection/OrderView index UnfinishedOrders': 'dynamodb:Query',
    // Executions get their names, which are the orders', at run time.
    'executions of Workflow/StateMachine': 'states:DescribeExecution',
  },
  'Projection/Projector': {
    ...READ,
    'Projection/OrderView': 'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
    'Projection/Stream/RetryQueue': RETRY,
    'Projection/Stream/DeadLetterQueue': SEND,
  },
  'Api/Submit': { ...APPEND, 'Intake/Queue': 'sqs:SendMessage' },
  'Api/Read': { ...LOAD, 'Projection/OrderView': 'dynamodb:GetItem' },
  'Relay/Relay': {
    ...READ,
    'Relay/Bus': 'events:PutEvents',
    'Relay/Stream/RetryQueue': RETRY,
    'Relay/Stream/DeadLetterQueue': SEND,
  },
  'Heartbeat/Heartbeat': {
    ...APPEND,
    'Projection/OrderView': 'dynamodb:GetItem',
    'Projection/OrderView index UnfinishedOrders': 'dynamodb:Query',
    // Of canaries only; the statement is restricted to their SKU.
    'Inventory/Table': 'dynamodb:PutItem',
    'Intake/Queue': 'sqs:GetQueueAttributes sqs:SendMessage',
    'Workflow/StateMachine': 'states:ListExecutions',
    'executions of Workflow/StateMachine': 'states:DescribeExecution',
    'Heartbeat/DeadLetterQueue': SEND,
  },
  'Heartbeat/Schedule': {
    'Heartbeat/Heartbeat': 'lambda:InvokeFunction',
    'Heartbeat/DeadLetterQueue': 'sqs:SendMessage',
  },
  'Notifications/Notifier': {
    ...LOAD,
    'EventStore/Table, keys ORDER#*#NTF#Notifications#*': 'dynamodb:PutItem',
    'Notifications/Queue': TAKE,
    'Notifications/DeadLetterQueue': 'sqs:SendMessage',
    'Notifications/Topic': 'sns:Publish',
    // From one address; the identity is the address or its domain, and in the sandbox the recipient's.
    'SES identities': 'ses:SendEmail',
    'SES configuration sets': 'ses:SendEmail',
  },
};

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

const synth = synthPipeline({ notifications: { sender: 'shop@example.com' } });
const paths = Object.fromEntries(Object.entries(synth.paths()).map(([id, path]) => [id, path.replace('Orders/', '')]));
const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** A resource by the path of its construct. */
function nameOf(resource: any): string {
  if (typeof resource === 'string') return resource;
  if (resource.Ref) return paths[resource.Ref]!;
  const [id, attribute] = resource['Fn::GetAtt'] ?? [];
  if (id) return attribute === 'StreamArn' ? `${paths[id]} stream` : paths[id]!;
  const parts: unknown[] = resource['Fn::Join'][1];
  const text = JSON.stringify(parts);
  if (parts.length === 2 && parts[1] === ':*') return `${nameOf(parts[0])}:*`;
  if (text.includes(':ses:') && text.endsWith(':identity/*"]')) return 'SES identities';
  if (text.includes(':ses:') && text.endsWith(':configuration-set/*"]')) return 'SES configuration sets';
  const [, table, index] = /"Fn::GetAtt":\["(\w+)","Arn"\]\},"\/index\/(\w+)"\]$/.exec(text) ?? [];
  if (table) return `${paths[table]} index ${index}`;
  const machine = /:execution:.*"Ref":"(\w+)".*":\*"\]$/.exec(text)?.[1];
  if (machine) return `executions of ${paths[machine]}`;
  throw new Error(`no name for ${text}`);
}

/** Statements of each role, by what has it: a function, or the state machine. */
const statements = new Map<string, Statement[]>();
for (const { Properties } of synth.ofType('AWS::IAM::Policy')) {
  const holder = paths[Properties.Roles[0].Ref]!.replace(/\/?Role$/, '');
  statements.set(holder, [...statements.get(holder) ?? [], ...Properties.PolicyDocument.Statement]);
}

function actions(holder: string, effect: Statement['Effect']): Record<string, string> {
  const byResource: Record<string, string[]> = {};
  for (const { Effect, Action, Resource, Condition } of statements.get(holder)!) {
    if (Effect !== effect) continue;
    const keys = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
    const suffix = keys === undefined ? '' : `, keys ${list(keys).join(' ')}`;
    for (const name of list(Resource).map(one => nameOf(one) + suffix)) {
      byResource[name] = [...byResource[name] ?? [], ...list(Action)];
    }
  }
  const joined = Object.entries(byResource).map(([name, all]) => [name, [...new Set(all)].sort().join(' ')]);
  return Object.fromEntries(joined);
}

test('every role has its row', () => {
  expect([...statements.keys()].sort()).toEqual(Object.keys(ALLOWED).sort());
  expect(synth.ofType('AWS::IAM::Role')).toHaveLength(Object.keys(ALLOWED).length);
});

test.each(Object.entries(ALLOWED))('%s may do exactly this', (holder, allowed) => {
  const isFunction = !['Workflow/StateMachine', 'Heartbeat/Schedule'].includes(holder);
  const log = isFunction ? { [`${holder}Log`]: 'logs:CreateLogStream logs:PutLogEvents' } : {};
  expect(actions(holder, 'Allow')).toEqual({ ...log, ...allowed });
});

test('no role may change or delete an event, and every role that reaches the table is forbidden to', () => {
  const operations = ['BatchWriteItem', 'DeleteItem', 'PartiQLDelete', 'PartiQLUpdate', 'UpdateItem'];
  const changes = operations.map(name => `dynamodb:${name}`);
  const reaching = Object.keys(ALLOWED).filter(holder => 'EventStore/Table' in actions(holder, 'Allow'));
  expect(reaching).toHaveLength(10);
  for (const holder of reaching) {
    expect(actions(holder, 'Deny')).toEqual({ 'EventStore/Table': changes.join(' ') });
    for (const change of changes) expect(actions(holder, 'Allow')['EventStore/Table']).not.toContain(change);
  }
});

test('no role has a managed policy or a policy inside, which this table would not show', () => {
  for (const { Properties } of synth.ofType('AWS::IAM::Role')) {
    expect(Object.keys(Properties)).toEqual(['AssumeRolePolicyDocument']);
  }
});

test('every role is taken by its service alone', () => {
  const trusting: Record<string, unknown>[] = synth.ofType('AWS::IAM::Role')
    .flatMap(({ Properties }) => Properties.AssumeRolePolicyDocument.Statement);
  const services = new Set(trusting.map(({ Principal }) => JSON.stringify(Principal)));
  const known = ['lambda', 'scheduler', 'states'].map(name => `{"Service":"${name}.amazonaws.com"}`);
  expect([...services].sort()).toEqual(known);
});

test('no statement allows a family of actions, nor a queue or topic to the world', () => {
  type Principled = Statement & { Principal?: unknown };
  const all = Object.values(synth.resources)
    .flatMap(({ Properties }) => list<Principled>(Properties.PolicyDocument?.Statement ?? []));
  const allowing = all.filter(({ Effect }) => Effect === 'Allow');
  expect(allowing.length).toBeGreaterThan(40);
  for (const { Action, Principal } of allowing) {
    expect(list(Action).filter(action => action.includes('*'))).toEqual([]);
    expect(JSON.stringify(Principal ?? '')).not.toContain('*');
  }
});

test('functions are called by API Gateway for their own API, and by no other service', () => {
  for (const { Properties } of synth.ofType('AWS::Lambda::Permission')) {
    expect(Properties.Principal).toBe('apigateway.amazonaws.com');
    expect(JSON.stringify(Properties.SourceArn)).toContain(JSON.stringify(synth.ref(synth.pipeline.api.restApi)));
  }
});
