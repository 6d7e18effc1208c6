import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { OrderApiOptions } from '../../../src';
import { Env } from '../../../src/contract/environment';
import type { Route } from '../../../src/contract/routes';
import { addRoute } from '../../../src/intake/api-routes';
import { type Synthesized, synthPipeline } from '../../support/synth';

const synth = synthPipeline();
const { api, intake, eventStore, orderView } = synth.pipeline;

/** `POST /orders` and such, with who may call it and what answers. */
function methods(of: Synthesized): Record<string, { authorization: string; answeredBy: string | undefined }> {
  const pathOf = (resourceId: { Ref?: string }): string => {
    const resource = of.resources[resourceId.Ref ?? '']?.Properties;
    return resource ? `${pathOf(resource.ParentId)}/${resource.PathPart}` : '';
  };
  return Object.fromEntries(of.ofType('AWS::ApiGateway::Method').map(({ Properties: method }) => [
    `${method.HttpMethod} ${pathOf(method.ResourceId)}`,
    {
      authorization: method.AuthorizationType,
      answeredBy: JSON.stringify(method.Integration.Uri)?.match(/"Fn::GetAtt":\["(\w+)"/)?.[1],
    },
  ]));
}

const authorizations = (of: Synthesized) => Object.values(methods(of)).map(({ authorization }) => authorization);

const withApi = (options: OrderApiOptions) => synthPipeline({ api: options });

describe('methods', () => {
  const [submit, read] = [synth.id(api.submitFunction), synth.id(api.readFunction)];

  test('take and show orders; by default a caller has to sign', () => {
    expect(methods(synth)).toEqual({
      'POST /orders': { authorization: 'AWS_IAM', answeredBy: submit },
      'GET /orders/{orderId}': { authorization: 'AWS_IAM', answeredBy: read },
      'GET /orders/{orderId}/events': { authorization: 'AWS_IAM', answeredBy: read },
      'POST /orders/{orderId}/cancellations': { authorization: 'AWS_IAM', answeredBy: submit },
      'POST /orders/{orderId}/retries': { authorization: 'AWS_IAM', answeredBy: submit },
      'GET /orders/{orderId}/commands/{commandId}': { authorization: 'AWS_IAM', answeredBy: read },
    });
  });

  test('are open where that is asked for', () => {
    const open = withApi({ methodOptions: { authorizationType: apigateway.AuthorizationType.NONE } });
    expect(authorizations(open)).toEqual(Array(6).fill('NONE'));
  });

  test('stay closed where other options are set, and take an authorizer with its own type', () => {
    const withKeys = withApi({ methodOptions: { apiKeyRequired: true } });
    expect(authorizations(withKeys)).toEqual(Array(6).fill('AWS_IAM'));
    const authorizer = { authorizerId: 'theirs', authorizationType: apigateway.AuthorizationType.COGNITO };
    const withAuthorizer = withApi({ methodOptions: { authorizer } });
    expect(authorizations(withAuthorizer)).toEqual(Array(6).fill('COGNITO_USER_POOLS'));
  });
});

describe('an open route', () => {
  const OPEN: Route = { method: 'POST', path: '/payments/callback', handler: 'any', open: true };
  const AUTHORIZER = { authorizerId: 'theirs', authorizationType: apigateway.AuthorizationType.COGNITO };
  const withRoute = (options: OrderApiOptions) => synthPipeline({ api: options }, pipeline => {
    addRoute(pipeline.api.restApi, OPEN, new apigateway.LambdaIntegration(pipeline.api.readFunction));
  });

  test.each<[string, OrderApiOptions]>([
    ['IAM', {}],
    ['an authorizer', { methodOptions: { authorizer: AUTHORIZER, authorizationScopes: ['orders'] } }],
    ['keys', { methodOptions: { apiKeyRequired: true } }],
  ])('lets everybody through, though the API has %s; no other route does', (_, options) => {
    const { 'POST /payments/callback': open, ...others } = methods(withRoute(options));
    expect(open!.authorization).toBe('NONE');
    expect(Object.values(others).map(({ authorization }) => authorization)).not.toContain('NONE');
  });
});

test('refused commands are counted by a metric of the stage', () => {
  for (const stage of [api, intake]) {
    expect(stage.metricCommandsRefused()).toMatchObject({ namespace: 'OrderPipeline', metricName: 'CommandRefused' });
  }
});

describe('alarms', () => {
  test('ring at a defect of either function, which a client sees as 502', () => {
    const { Metrics, Threshold, EvaluationPeriods } = synth.properties(api.failedAlarm);
    const errors = (Metrics as any[]).flatMap(({ MetricStat }) => MetricStat ?? []);
    expect(Metrics).toContainEqual(expect.objectContaining({ Expression: 'FILL(submit, 0) + FILL(read, 0)' }));
    expect(errors).toEqual([api.submitFunction, api.readFunction].map(fn => ({
      Metric: {
        Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: [{ Name: 'FunctionName', Value: synth.ref(fn) }],
      },
      Period: 300,
      Stat: 'Sum',
    })));
    expect([Threshold, EvaluationPeriods]).toEqual([0, 1]);
  });

  test('ring if one request in twenty is answered with 5XX in a quarter of an hour, also if they are few', () => {
    expect(synth.properties(api.unavailableAlarm)).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      MetricName: '5XXError',
      Dimensions: [{ Name: 'ApiName', Value: synth.properties(api.restApi).Name }],
      Statistic: 'Average', // the rate of errors
      Period: 300,
      Threshold: 0.05,
      EvaluationPeriods: 12,
      DatapointsToAlarm: 3,
      TreatMissingData: 'notBreaching',
    });
  });
});

describe('the REST API', () => {
  test('is regional, and called by a name that no other has, because its metrics go by the name', () => {
    expect(synth.properties(api.restApi)).toMatchObject({
      EndpointConfiguration: { Types: ['REGIONAL'] },
      Name: expect.stringMatching(/^TestOrdersApi[0-9A-F]{8}$/),
    });
  });

  test('leaves the role of the whole account alone', () => {
    expect(synth.ofType('AWS::ApiGateway::Account')).toEqual([]);
  });

  test('takes further resources', () => {
    expect(api.restApi).toBeInstanceOf(apigateway.RestApi);
    const more = synthPipeline({}, ({ api: { restApi, readFunction } }) => {
      restApi.root.addResource('returns').addMethod('GET', new apigateway.LambdaIntegration(readFunction));
    });
    expect(methods(more)).toMatchObject({ 'GET /returns': { authorization: 'AWS_IAM' } });
  });
});

describe('the functions', () => {
  test('know the queue, the events and the rows', () => {
    expect(synth.environment(api.submitFunction)).toEqual({
      [Env.SERVICE_NAME]: 'Test/Orders/Api',
      [Env.ORDER_QUEUE_URL]: synth.ref(intake.queue),
      [Env.IDENTITY]: eventStore.identity,
      [Env.EVENTS_TABLE]: synth.ref(eventStore.table),
    });
    expect(synth.environment(api.readFunction)).toEqual({
      [Env.SERVICE_NAME]: 'Test/Orders/Api',
      [Env.VIEW_TABLE]: synth.ref(orderView.table),
      [Env.IDENTITY]: eventStore.identity,
      [Env.EVENTS_TABLE]: synth.ref(eventStore.table),
    });
  });

  test('have memory and CPU for the largest body', () => {
    expect(synth.properties(api.submitFunction).MemorySize).toBe(512);
  });

  test('answer before API Gateway stops waiting, after 29 seconds', () => {
    for (const fn of [api.submitFunction, api.readFunction]) {
      expect(fn).toBeInstanceOf(lambda.Function);
      expect(synth.properties(fn).Timeout).toBeLessThan(29);
    }
  });
});
