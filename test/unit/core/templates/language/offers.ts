import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDescriptorFile } from '../../../../../src/core/catalogue/language/descriptorFile.js';
import { TemplateKnowledge } from '../../../../../src/core/templates/language/actionSchema.js';
import { TemplateLanguageService } from '../../../../../src/core/templates/language/templateLanguageService.js';
import type { TemplateAction } from '../../../../../src/core/templates/scaffolder.js';
import { plainTranslate } from '../../../../../src/core/common/translate.js';

/** Some actions as scaffolder-backend 4.2 lists them. */
export const ACTIONS = JSON.parse(
  readFileSync(join('test', 'fixtures', 'scaffolder', 'actions.json'), 'utf8'),
) as readonly TemplateAction[];

export const KNOWN = new TemplateKnowledge({
  actions: ACTIONS,
  extensions: [
    { name: 'parseRepoUrl', kind: 'filter', description: 'Parses a <b>repository</b> URL', examples: [] },
    { name: 'now', kind: 'function', examples: [] },
  ],
  readAt: 0,
});
export const NOTHING_KNOWN = new TemplateKnowledge();

/** A template that nothing is wrong with, with the cursor's mark or a mistake put in. */
export function template(
  steps: string,
  options: { readonly parameters?: string; readonly output?: string; readonly owner?: string } = {},
): string {
  const indent = (text: string, by: number): string =>
    text
      .split('\n')
      .map(line => (line === '' ? line : ' '.repeat(by) + line))
      .join('\n');
  const parameters =
    options.parameters ??
    `- title: The service
  properties:
    name:
      title: Name
      type: string
    repoUrl:
      title: Repository
      type: string
      ui:field: RepoUrlPicker`;
  return `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: service
spec:
  type: service
${options.owner ?? '  owner: group:default/platform'}
  parameters:
${indent(parameters, 4)}
  steps:
${indent(steps, 4)}
${options.output === undefined ? '' : `  output:\n${indent(options.output, 4)}\n`}`;
}

/** A step that logs a message and so uses both parameters. */
export const USES_ALL = `- id: used
  name: Used
  action: debug:log
  input:
    message: \${{ parameters.name }} \${{ parameters.repoUrl }}`;

const service = new TemplateLanguageService();

/** What is found in a text: rule, severity and the text that is marked. */
export function found(text: string, knowledge = KNOWN) {
  const file = parseDescriptorFile(text);
  return service.findings(file, knowledge).map(finding => {
    const { document, span } = finding;
    return {
      rule: finding.rule,
      severity: finding.severity,
      marked: document.tree.content.slice(span.start, span.end),
      message: plainTranslate(finding.message, ...finding.values),
      fixed: finding.fixes.map(fix => {
        let content = document.tree.content;
        for (const edit of [...fix.edits].sort((a, b) => b.span.start - a.span.start))
          content = content.slice(0, edit.span.start) + edit.text + content.slice(edit.span.end);
        return content;
      }),
    };
  });
}

/** The rules that find something. */
export function rules(text: string, knowledge = KNOWN): readonly string[] {
  return found(text, knowledge).map(({ rule }) => rule);
}
