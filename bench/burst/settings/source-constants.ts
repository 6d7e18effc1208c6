import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../tools/root';

/**
 * The constants of a source file that exports no more than its module needs. Reading them keeps the bench true to the
 * code; a constant that has another name or form stops the bench.
 */
export class SourceConstants {
  private readonly text: string;

  public constructor(private readonly path: string) {
    this.text = readFileSync(join(ROOT, path), 'utf8');
  }

  /** The value of a constant: a number, or a product of numbers and of other constants of the file. */
  public number(name: string): number {
    const found = [...this.text.matchAll(new RegExp(`\\bconst ${name} = ([^;]+);`, 'g'))];
    if (found.length !== 1) throw new Error(`${this.path} sets ${name} in ${found.length} places; allowed: one`);
    return found[0]![1]!.split('*').map(factor => this.factor(factor.trim())).reduce((a, b) => a * b);
  }

  private factor(text: string): number {
    if (/^[A-Z][A-Z_]*$/.test(text)) return this.number(text);
    const value = Number(text.replaceAll('_', ''));
    if (Number.isFinite(value)) return value;
    throw new Error(`${this.path} has ${JSON.stringify(text)} where the bench expects a number`);
  }
}
