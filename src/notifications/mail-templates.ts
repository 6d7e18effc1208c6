import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MAILED_EVENT_TYPES } from '../contract/events';
import { invalid } from '../internal/checked-props';

const OWN = join(__dirname, '..', '..', 'templates');
const PARTS = ['subject', 'txt', 'html'];
const NAMES = MAILED_EVENT_TYPES.flatMap(type => PARTS.map(part => `${type}.${part}.mustache`));

/**
 * The mails that customers get: for each of `OrderConfirmed` and `OrderCancelled` a subject, a text and an HTML part, as Mustache templates.
 * Values are escaped for where they stand.
 */
export class MailTemplates {
  /** The library's own templates, in English. */
  public static standard(): MailTemplates {
    return new MailTemplates(readFrom(OWN));
  }

  /**
   * Templates of your own from the files of a folder, named like `OrderConfirmed.subject.mustache`, `OrderConfirmed.txt.mustache` and
   * `OrderConfirmed.html.mustache`. What the folder has no file for is taken from the library's own. A relative path starts where the app is run.
   *
   * Throws when there is no such folder, when it has no template, and for a file `*.mustache` of another name.
   *
   * @example
   * import { MailTemplates, OrderNotificationsOptions, OrderPipeline } from 'cdk-order-pipeline';
   *
   * const templates = MailTemplates.fromDirectory('mail');
   * const notifications: OrderNotificationsOptions = { sender: 'shop@example.com', templates };
   * new OrderPipeline(this, 'Orders', { notifications });
   */
  public static fromDirectory(path: string): MailTemplates {
    const folder = resolve(path);
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw invalid('path', path, `a folder of mail templates, and there is none at ${folder}`);
    const own = readFrom(folder);
    const unknown = Object.keys(own).find(name => !NAMES.includes(name));
    if (unknown !== undefined) throw invalid('a file in path', join(path, unknown), NAMES.join(', '));
    if (Object.keys(own).length === 0) throw invalid('path', path, `a folder with at least one of ${NAMES.join(', ')}`);
    return new MailTemplates({ ...readFrom(OWN), ...own });
  }

  /** @internal */
  private constructor(private readonly texts: Record<string, string>) {}

  /**
   * The templates as one JSON object, by file name.
   * @internal
   */
  public _toJson(): string {
    return JSON.stringify(this.texts);
  }
}

function readFrom(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter(name => name.endsWith('.mustache')).sort();
  return Object.fromEntries(names.map(name => [name, readFileSync(join(folder, name), 'utf8')]));
}
