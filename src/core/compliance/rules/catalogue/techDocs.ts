import { fixOf, setAt } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { besideOf } from '../../surroundings/paths.js';
import { isKind, placeOfEntity, surelyLacks, textAt } from './entityText.js';

const ANNOTATION = 'backstage.io/techdocs-ref';
const OTHER_ENTITY = 'backstage.io/techdocs-entity';
const CONFIGURATION = ['mkdocs.yml', 'mkdocs.yaml'];

export const techDocsRef = defineRule({
  id: 'cat/techdocs-ref',
  title: 'Documentation is where the entity says',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'safe',
  explanation: `TechDocs shows what \`backstage.io/techdocs-ref\` points to. Where documentation lies beside the descriptor and the
annotation is missing, nobody reads it in the portal; where the annotation points to a folder without \`mkdocs.yml\`, the portal shows
an error in its place.

Add \`backstage.io/techdocs-ref: dir:.\`, or correct the folder. Set \`required\` where every component must have documentation.`,
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
    backstage.io/techdocs-ref: dir:.
spec:
  type: service
  lifecycle: production
  owner: group:default/checkout
`,
  options: { required: false },
  subject: 'entity',
  check: (entity, report, { path, options, surroundings }) => {
    const { document, root, name } = entity;
    const hasDocs = (folder: string): boolean | undefined => {
      const answers = CONFIGURATION.map(file => {
        const at = besideOf(path, `${folder}/${file}`);
        return at === undefined ? undefined : surroundings?.exists(at);
      });
      return answers.includes(true) ? true : answers.every(answer => answer === false) ? false : undefined;
    };
    const written = textAt(entity, 'metadata', 'annotations', ANNOTATION);
    if (written) {
      const folder = /^dir:(\S+)$/.exec(written.text)?.[1];
      // What a template fills in is a skeleton, beside which another one may bring the documentation.
      if (folder === undefined || document.templated || hasDocs(folder) !== false) return;
      report({
        at: written,
        message: 'There is no mkdocs.yml in “{0}”: the portal shows an error in place of the documentation.',
        values: [folder],
      });
      return;
    }
    if (!isKind(entity, 'Component') || !surelyLacks(entity, 'metadata', 'annotations', ANNOTATION)) return;
    if (textAt(entity, 'metadata', 'annotations', OTHER_ENTITY)) return;
    const isThere = hasDocs('.');
    if (isThere !== true && options['required'] !== true) return;
    report({
      at: placeOfEntity(entity),
      message:
        isThere === true
          ? 'There is documentation beside this descriptor, and “{0}” does not say so: nobody finds it in the portal.'
          : '“{0}” has no documentation.',
      values: [name],
      fixes: () =>
        isThere === true
          ? [
              fixOf(
                'safe',
                'Add “{0}”',
                [`${ANNOTATION}: dir:.`],
                setAt(document, root, ['metadata', 'annotations', ANNOTATION], 'dir:.'),
              ),
            ]
          : [],
    });
  },
});
