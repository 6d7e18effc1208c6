/** Imported before the suites: the one deployment that they share. */
import { shop } from './shop';

jest.setTimeout(180_000);

beforeAll(() => shop.open());
afterAll(() => shop.close());
