import { formatEntityRef, parseEntityRef } from '../../../catalogue/entityRef.js';
import { rankTemplate, TEMPLATE_ANNOTATIONS, type TemplatePath } from '../../../templates/templateRank.js';
import { WAIVERS_PATH } from '../../../templates/recordPaths.js';
import type { Fix } from '../../finding.js';
import { defineRule, type EntityDocument, type RuleContext } from '../../rule.js';
import { isKind, placeOfEntity, surelyLacks, textAt } from './entityText.js';

const ID = 'cat/golden-path-origin';
const ANNOTATION = 'backstage.io/source-template';

export const goldenPathOrigin = defineRule({
  id: ID,
  title: 'A component was made on a golden path, or says why not',
  severity: 'warning',
  profile: 'golden',
  confidence: 'high',
  frameworks: [],
  fix: 'placeholder',
  explanation: `What a golden path makes has tests, a pipeline, probes, dashboards and alerts from its first day, and gets the next
version of them. A component beside it may have good reasons; they are to be known, to somebody who can improve the path.

Templates write \`backstage.io/source-template\` (or \`spec.scaffoldedFrom\`) themselves. For a component that was not made from one
write a waiver with the reason, and so for one that says by \`goldenpath.dev/deviates-from\` that it leaves the path. Set \`approved\` to the templates that count; without it any template does.`,
  bad: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
`,
  good: `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
  annotations:
    backstage.io/source-template: template:default/web-service
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
`,
  options: { approved: [] },
  subject: 'entity',
  check: (entity, report, context) => {
    if (!isKind(entity, 'Component')) return;
    const written = textAt(entity, 'metadata', 'annotations', ANNOTATION) ?? textAt(entity, 'spec', 'scaffoldedFrom');
    const { approved } = context.options;
    const left = deviation(entity, context);
    if (left) {
      report({ at: left.at ?? placeOfEntity(entity), message: left.message, values: [entity.name, ...left.values] });
      return;
    }
    if (written) {
      const templates = Array.isArray(approved) ? approved.filter(item => typeof item === 'string') : [];
      if (templates.length === 0 || templates.some(template => fullRef(template) === fullRef(written.text))) return;
      report({
        at: written,
        message: '“{0}” is none of the golden paths of your organisation: {1}.',
        values: [written.text, templates.join(', ')],
        fixes: () => [waiverStub(entity, context)],
      });
      return;
    }
    const isMissing =
      surelyLacks(entity, 'metadata', 'annotations', ANNOTATION) && surelyLacks(entity, 'spec', 'scaffoldedFrom');
    if (!isMissing) return;
    report({
      at: placeOfEntity(entity),
      message: '“{0}” does not say from which golden path it comes.',
      values: [entity.name],
      fixes: () => [waiverStub(entity, context)],
    });
  },
});

/** Templates that are not ranked at all may be golden paths of an organisation that ranks none. */
const LEFT: ReadonlySet<TemplatePath> = new Set(['paved', 'deprecated']);

/** What a component, its waivers or the catalogue say of its having left the golden path: that is so, whatever made it. */
function deviation(entity: EntityDocument, { path, surroundings }: RuleContext) {
  const from = textAt(entity, 'metadata', 'annotations', TEMPLATE_ANNOTATIONS.deviatesFrom);
  if (from) return { at: from, message: '“{0}” says that it leaves the golden path of {1}.', values: [from.text] };
  const template = textAt(entity, 'metadata', 'annotations', ANNOTATION);
  const known = template && surroundings?.entities.get(fullRef(template.text));
  if (known && LEFT.has(rankTemplate(known).path))
    return {
      at: template,
      message: '“{0}” was made from {1}, which is no golden path.',
      values: [template.text],
    };
  const folder = path.split('/').slice(0, -1).join('/');
  const waivers = [...new Set([folder === '' ? WAIVERS_PATH : `${folder}/${WAIVERS_PATH}`, WAIVERS_PATH])];
  // Who writes a waiver for it says that there is something to be excused; once the waiver has ended, that counts again.
  return waivers.some(file => surroundings?.read(file)?.includes(ID))
    ? { at: undefined, message: '“{0}” has a waiver that says that it leaves the golden path.', values: [] }
    : undefined;
}

function fullRef(text: string, kind = 'template'): string {
  const parts = parseEntityRef(text, { kind });
  return parts ? formatEntityRef(parts) : text;
}

/** A file of waivers in which reason and end are still to be written: until then it excuses from nothing. */
function waiverStub({ kind, name }: EntityDocument, { path, surroundings }: RuleContext): Fix | undefined {
  if (surroundings?.exists(WAIVERS_PATH) !== false) return undefined;
  const owner = surroundings.owner(path);
  const text = `waivers:
  - rule: ${ID}
    match:
      path: ${JSON.stringify(path)}
      kind: ${JSON.stringify(kind)}
      name: ${JSON.stringify(name)}
    reason: ''
    owner: ${JSON.stringify(owner === undefined ? '' : fullRef(owner, 'group'))}
    expires: ''
`;
  return {
    class: 'placeholder',
    title: 'Begin a waiver in {0}',
    values: [WAIVERS_PATH],
    edits: [],
    newFile: { path: WAIVERS_PATH, text },
  };
}
