import { entryOf, type Span } from '../../../catalogue/language/descriptorFile.js';
import { DESCRIPTOR_NAMES } from '../../../catalogue/workspaceFiles.js';
import type { TemplateModel, TemplateParameter } from '../../../templates/language/templateModel.js';
import type { Fix } from '../../finding.js';
import { defineRule, type RuleOptions } from '../../rule.js';
import { templateOf } from '../catalogue/languageFindings.js';
import { skeletonsOf, valueOf, type Skeleton } from './skeleton.js';

/** A line `owner:` of a descriptor, whatever a template writes around it. */
const OWNER = /^[ \t]+owner:[ \t]*(\S.*?)[ \t]*$/gm;
const VALUE = /\bvalues\.(\w+)/g;

export const emitsOwner = defineRule({
  id: 'tpl/emits-owner',
  title: 'A template gives what it makes an owner that exists',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  fix: 'review',
  explanation: `A golden path that lets people type an owner makes services whose owner has a slip in its name; one that writes the
same owner into everything makes services that belong to whoever wrote the template.

Let the form choose the owner from the catalogue (\`ui:field: OwnerPicker\`), and write that answer into the descriptor of the
skeleton. \`pickers\` names the only fields that count as a choice; without it every \`ui:field\` does.`,
  bad: `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: web-service
  description: A service that answers over HTTP.
spec:
  owner: group:default/checkout
  type: service
  parameters:
    - properties:
        name:
          title: Name
          type: string
        owner:
          title: Owner
          type: string
  steps:
    - id: fetch
      action: fetch:template
      input:
        url: ./skeleton
        values:
          name: \${{ parameters.name }}
          owner: \${{ parameters.owner }}
`,
  good: `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: web-service
  description: A service that answers over HTTP.
spec:
  owner: group:default/checkout
  type: service
  parameters:
    - properties:
        name:
          title: Name
          type: string
        owner:
          title: Owner
          type: string
          ui:field: OwnerPicker
  steps:
    - id: fetch
      action: fetch:template
      input:
        url: ./skeleton
        values:
          name: \${{ parameters.name }}
          owner: \${{ parameters.owner }}
`,
  options: { pickers: [] },
  subject: 'template',
  check: ({ document }, report, { path, surroundings, options }) => {
    const model = templateOf(document);
    const seen = new Set<string>();
    for (const skeleton of (model && skeletonsOf(model, path, surroundings)) ?? [])
      for (const owner of ownersIn(skeleton)) {
        const at = skeleton.step.actionNode?.span;
        if (!model || !at || seen.has(owner.written)) continue;
        seen.add(owner.written);
        if (owner.value === undefined) {
          report({
            at,
            check: 'fixed',
            message: 'Everything that this template makes belongs to “{0}”: {1} does not ask who the owner is.',
            values: [owner.written, owner.path],
          });
          continue;
        }
        const parameter = parameterBehind(model, skeleton, owner.value);
        if (!parameter || chooses(parameter, options)) continue;
        report({
          at: parameter.nameSpan,
          check: 'typed',
          message: '“{0}” becomes the owner, and the form lets people type any text.',
          values: [parameter.name],
          fixes: () => [pickOwner(model, parameter)],
        });
      }
  },
});

interface WrittenOwner {
  readonly path: string;
  readonly written: string;
  /** The value of the step that it takes; undefined where it is always the same. */
  readonly value: string | undefined;
}

function ownersIn({ files }: Skeleton): readonly WrittenOwner[] {
  return files.flatMap(({ path, text }) => {
    if (!DESCRIPTOR_NAMES.some(name => path === name || path.endsWith(`/${name}`))) return [];
    return [...(text() ?? '').matchAll(OWNER)].flatMap(([, written = '']): readonly WrittenOwner[] => {
      const [first] = [...written.matchAll(VALUE)];
      if (first) return [{ path, written, value: first[1] }];
      // What it means only the template language knows.
      return /\{\{|\{%/.test(written)
        ? []
        : [{ path, written: written.replace(/^(["'])(.*)\1$/, '$2'), value: undefined }];
    });
  });
}

/** The only parameter that a value of a step is made of. */
function parameterBehind(model: TemplateModel, { step }: Skeleton, value: string): TemplateParameter | undefined {
  const entry = valueOf(step, value);
  if (entry?.value.type !== 'scalar') return undefined;
  const { start, end } = entry.value.span;
  const inside = ({ start: from, end: to }: Span): boolean => start <= from && to <= end;
  const names = new Set(
    model.references
      .filter(({ root, span }) => root === 'parameters' && inside(span))
      .map(({ members }) => members[0]?.key),
  );
  const [name, ...others] = names;
  return others.length > 0 ? undefined : model.parameters.find(parameter => parameter.name === name);
}

function chooses({ field, schema }: TemplateParameter, options: RuleOptions): boolean {
  const { pickers } = options;
  if (field !== undefined) return !Array.isArray(pickers) || pickers.length === 0 || pickers.includes(field);
  // A list to choose from is a choice as well; what comes from elsewhere nobody knows.
  return schema.type !== 'map' || ['enum', 'oneOf', '$ref', '<<', 'const'].some(key => entryOf(schema, key));
}

function pickOwner({ tree }: TemplateModel, { schema, name }: TemplateParameter): Fix | undefined {
  const first = schema.type === 'map' && !schema.flow ? schema.entries[0] : undefined;
  if (!first) return undefined;
  const at = first.keySpan.start;
  const column = at - (tree.content.lastIndexOf('\n', at - 1) + 1);
  return {
    class: 'review',
    title: 'Let “{0}” be chosen from the catalogue',
    values: [name],
    edits: [{ start: at, end: at, text: `ui:field: OwnerPicker\n${' '.repeat(column)}` }],
  };
}
