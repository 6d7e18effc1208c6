import * as fc from 'fast-check';
import { withoutAddresses } from '../../../../lambda/adapters/notifications/without-addresses';
import { isEmailAddress } from '../../../../lambda/domain/order/texts';

const errorOf = (message: string) => Object.assign(new Error(message), { stack: `Error: ${message}\n    at send` });

test.each([
  ['failed: ada@example.com, Shop <shop@example.com>', 'failed: [address], Shop <[address]>'],
  ['"body":{"email":"o\'neil+x@example.co.uk"}', '"body":{"email":"o\'[address]"}'],
  ['no address', 'no address'],
])('fault 28: of %j, the log has %j', (message, logged) => {
  expect(withoutAddresses(errorOf(message))).toEqual({
    name: 'Error',
    message: logged,
    stack: `Error: ${logged}\n    at send`,
  });
});

test('fault 28: no address of a customer is left whole, nor its domain', () => {
  const anyAddress = fc.emailAddress().filter(isEmailAddress);
  const anyEdge = fc.constantFrom('', ' ', '<', '>', '"', ',', ': ', '; ');
  fc.assert(fc.property(anyAddress, anyEdge, anyEdge, (address, before, after) => {
    const { message } = withoutAddresses(errorOf(`refused ${before}${address}${after} here`));
    expect(message).not.toContain('@');
    expect(message).not.toContain(address.split('@')[1]);
  }));
});
