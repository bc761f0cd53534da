import { valueAt as treeValueAt } from '../../../catalogue/language/descriptorFile.js';
import { fixOf, insertItem } from '../../fixes/edits.js';
import { defineRule } from '../../rule.js';
import { seqOf, valueAt } from '../../yaml/navigate.js';
import { templateOf } from '../catalogue/languageFindings.js';

/** Actions that make a repository; those for merge requests change one that is registered already. */
const PUBLISH = /^publish:(?!.*(?:pull-request|merge-request))/;
const REGISTER = /^catalog:register$/;

export const registersEntity = defineRule({
  id: 'tpl/registers-entity',
  title: 'What a template publishes is registered in the catalogue',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'placeholder',
  explanation: `A repository that a template publishes and does not register is unknown to the catalogue until somebody remembers to
add it by hand: nobody owns it, and no rule looks at it.

Add a step \`catalog:register\` behind the one that publishes.`,
  bad: `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: web-service
  description: A service that answers over HTTP.
spec:
  owner: group:default/checkout
  type: service
  steps:
    - id: publish
      action: publish:github
      input:
        repoUrl: github.com?owner=example&repo=orders
`,
  good: `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: web-service
  description: A service that answers over HTTP.
spec:
  owner: group:default/checkout
  type: service
  steps:
    - id: publish
      action: publish:github
      input:
        repoUrl: github.com?owner=example&repo=orders
    - id: register
      action: catalog:register
      input:
        repoContentsUrl: \${{ steps['publish'].output.repoContentsUrl }}
        catalogInfoPath: /catalog-info.yaml
`,
  subject: 'template',
  check: ({ document, root }, report) => {
    const model = templateOf(document);
    if (!model || model.stepsOpen) return;
    const publishing = model.steps.findLast(({ action }) => action !== undefined && PUBLISH.test(action));
    if (!publishing?.actionNode) return;
    const registering = model.steps.filter(({ action }) => action !== undefined && REGISTER.test(action));
    if (registering.some(({ index }) => index > publishing.index)) return;
    const steps = seqOf(valueAt(root, 'spec', 'steps'));
    report({
      at: publishing.actionNode.span,
      message:
        registering.length > 0
          ? 'What the step “{0}” publishes is registered before it is there.'
          : 'What the step “{0}” publishes is registered nowhere: the catalogue never hears of it.',
      values: [publishing.id],
      fixes: () =>
        registering.length > 0 || !steps || treeValueAt(publishing.node, 'each')
          ? []
          : [
              fixOf(
                'placeholder',
                'Add a step “{0}”',
                ['catalog:register'],
                insertItem(document, steps, {
                  id: model.steps.some(({ id }) => id === 'register') ? 'register-entity' : 'register',
                  name: 'Register it in the catalogue',
                  action: 'catalog:register',
                  input: {
                    repoContentsUrl: `\${{ steps['${publishing.id}'].output.repoContentsUrl }}`,
                    catalogInfoPath: '/catalog-info.yaml',
                  },
                }),
              ),
            ],
    });
  },
});
