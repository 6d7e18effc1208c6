import { LegacyESLint } from 'eslint/use-at-your-own-risk'; // the one that reads .eslintrc.json, which projen writes
import { ROOT } from '../../../tools/root';

/** Rules that need the types of a whole program. A planted text is in none, and loading one takes minutes. */
const NEED_TYPES = ['@typescript-eslint/no-floating-promises', '@typescript-eslint/return-await'];

const eslint = new LegacyESLint({
  cwd: ROOT,
  overrideConfig: {
    parserOptions: { projectService: null },
    rules: Object.fromEntries(NEED_TYPES.map(rule => [rule, 'off'])),
  },
});

export interface Finding {
  readonly rule: string | null;
  readonly line: number;
  readonly message: string;
}

/** What the linter says about a text, with the repository's settings, as if the text were the file of this path. */
export async function lint(path: string, text: string): Promise<Finding[]> {
  const [result] = await eslint.lintText(text, { filePath: path });
  return result!.messages.map(({ ruleId, line, message }) => ({ rule: ruleId, line, message }));
}
