import { parseAllDocuments } from 'yaml';
import { ownProperty } from '../catalogue/entity.js';
import { failure, success, type Result } from '../common/problem.js';
import { plainTranslate, type Translate } from '../common/translate.js';

/**
 * The template in the text of a file, in Backstage's JSON form.
 * @param text YAML with one or more documents; the first of kind Template counts
 * @returns `invalid` where it does not parse, with the line; or where there is none
 */
export function templateFromText(text: string, translate: Translate = plainTranslate): Result<unknown> {
  for (const document of parseAllDocuments(text)) {
    const [error] = document.errors;
    if (error) {
      const line = error.linePos?.[0].line ?? 1;
      const [message] = error.message.split(/ at line|\n/);
      return failure({
        kind: 'unsupported',
        message: translate('The template cannot be read: line {0}: {1}', line, message ?? ''),
      });
    }
    let template: unknown;
    try {
      // A document made of aliases alone could grow without end: then the library throws.
      template = document.toJS({ maxAliasCount: 100 });
    } catch (thrown) {
      const detail = thrown instanceof Error ? thrown.message : String(thrown);
      return failure({ kind: 'unsupported', message: translate('The template has too many aliases.'), detail });
    }
    if (ownProperty(template, 'kind') === 'Template') return success(template);
  }
  return failure({
    kind: 'unsupported',
    message: translate('There is no template here: a document with “kind: Template” is looked for.'),
  });
}
