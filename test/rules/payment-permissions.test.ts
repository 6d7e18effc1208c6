/** Each payment provider gives one function its permissions, and changes those of no other role. */
import { PaymentProvider } from '../../src';
import { type Synthesized, synthPipeline, synthPipelineCharging } from '../support/synth';

/** What each role may and may not do, by the path of the role. */
function permissions(synth: Synthesized): Record<string, unknown[]> {
  const paths = synth.paths();
  const byRole: Record<string, unknown[]> = {};
  for (const { Properties } of synth.ofType('AWS::IAM::Policy')) {
    for (const { Ref } of Properties.Roles) {
      (byRole[paths[Ref]!] ??= []).push(...Properties.PolicyDocument.Statement);
    }
  }
  return byRole;
}

const CHARGES = 'Orders/Workflow/PaymentStepsRole';
const { [CHARGES]: ofSimulated, ...others } = permissions(synthPipeline());
const withoutLedger = ofSimulated!.filter(statement => !JSON.stringify(statement).includes('SimulatedLedger'));

test('the simulated provider needs its ledger', () => {
  expect(ofSimulated).toHaveLength(withoutLedger.length + 1);
});

test('a payment function may be called by the function that charges', () => {
  const charging = synthPipelineCharging();
  const { [CHARGES]: own, ...rest } = permissions(charging);
  expect(rest).toEqual(others);
  expect(own).toEqual([
    ...withoutLedger,
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: charging.att(charging.fn) },
  ]);
  const resourcePolicies = (synth: Synthesized) => synth.ofType('AWS::Lambda::Permission').length;
  expect(resourcePolicies(charging)).toBe(resourcePolicies(synthPipeline()));
});

test('orders on account need nothing', () => {
  const { [CHARGES]: own, ...rest } = permissions(synthPipeline({ payment: PaymentProvider.none() }));
  expect(rest).toEqual(others);
  expect(own).toEqual(withoutLedger);
});
