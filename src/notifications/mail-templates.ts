import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MAILED_EVENT_TYPES } from '../contract/events';
import { invalid } from '../internal/checked-props';

/** The parameter, as errors name it. */
const PATH = 'path of MailTemplates.fromDirectory';
const OWN_FOLDER = join(__dirname, '..', '..', 'templates');
const PARTS = ['subject', 'txt', 'html'];
const FILE_NAMES = MAILED_EVENT_TYPES.flatMap(type => PARTS.map(part => `${type}.${part}.mustache`));

/**
 * The Mustache templates of the emails to customers. The events `OrderConfirmed` and `OrderCancelled` each have a
 * template for the subject, the text part and the HTML part. The notifier escapes values as each part requires.
 */
export class MailTemplates {
  /** The templates of the library, in English. */
  public static standard(): MailTemplates {
    return new MailTemplates(readFrom(OWN_FOLDER));
  }

  /**
   * Your own templates, from the files in a folder: `OrderConfirmed.subject.mustache`, `OrderConfirmed.txt.mustache`,
   * `OrderConfirmed.html.mustache`, and the same for `OrderCancelled`. For a file that is not in the folder, the
   * library uses its own template.
   *
   * Throws an error if the folder does not exist, if it contains no template, or if one of its `*.mustache` files has
   * another name.
   *
   * @param path The folder. A relative path is relative to the working directory of the app.
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
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw invalid(PATH, path, `a folder of mail templates, and there is none at ${folder}`);
    }
    const own = readFrom(folder);
    const unknown = Object.keys(own).find(name => !FILE_NAMES.includes(name));
    if (unknown !== undefined) throw invalid(`a file in ${PATH}`, join(path, unknown), FILE_NAMES.join(', '));
    if (Object.keys(own).length === 0) {
      throw invalid(PATH, path, `a folder with at least one of ${FILE_NAMES.join(', ')}`);
    }
    return new MailTemplates({ ...readFrom(OWN_FOLDER), ...own });
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
