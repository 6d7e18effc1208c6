import { type PaymentBinding, PaymentProvider } from '../../../src';
import { MANIFEST_NAMES } from '../../../src/contract/manifest';
import { manifestOf } from '../../../src/operations/manifest';
import { synthPipeline } from '../../support/synth';

class OwnProvider extends PaymentProvider {
  /** Charges elsewhere. */
  public bind(): PaymentBinding {
    return { environment: {} };
  }
}

test('a pipeline has a value of its own for each name', () => {
  const { pipeline, stack } = synthPipeline();
  const manifest = manifestOf(pipeline);
  expect(Object.keys(manifest)).toEqual(MANIFEST_NAMES);
  const values = Object.values(manifest).map(value => JSON.stringify(stack.resolve(value)));
  expect(new Set(values).size).toBe(MANIFEST_NAMES.length);
});

test('the values are those of the resources that the names say', () => {
  const synth = synthPipeline();
  const { pipeline } = synth;
  expect(synth.stack.resolve(manifestOf(pipeline))).toMatchObject({
    EventsTableName: synth.ref(pipeline.eventStore.table),
    OrderQueueUrl: synth.ref(pipeline.intake.queue),
    ProjectorFunctionName: synth.ref(pipeline.orderView.projectorFunction),
    PaymentLedgerTableName: synth.ref(pipeline.workflow.node.findChild('SimulatedLedger')),
  });
});

test('a pipeline with a provider of its own has no ledger', () => {
  const { pipeline } = synthPipeline({ payment: new OwnProvider() });
  expect(Object.keys(manifestOf(pipeline))).toEqual(MANIFEST_NAMES.filter(name => name !== 'PaymentLedgerTableName'));
});
