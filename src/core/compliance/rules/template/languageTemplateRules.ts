import { defineRule } from '../../rule.js';
import { sayAgain } from '../catalogue/languageRules.js';

const HEAD = `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: web-service
  description: A service that answers over HTTP.
spec:
  owner: group:default/checkout
  type: service
`;
const FORM = `  parameters:
    - title: The service
      properties:
        name:
          title: Name
          type: string
`;

export const templateSchema = defineRule({
  id: 'tpl/schema',
  title: 'Templates have the form that the scaffolder runs',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'review',
  explanation: `A template whose steps have no action, one that the server does not have, or the same id twice fails when somebody
needs it, often halfway through. What an action takes is held against what the server says of it, where that is known.

Correct the step; the fixes offer the nearest names.`,
  bad: `${HEAD}${FORM}  steps:
    - id: fetch
      action: fetch:template
      input:
        url: ./skeleton
        values:
          name: \${{ parameters.name }}
    - id: fetch
      action: publish:github
      input:
        repoUrl: github.com?owner=example&repo=orders
    - id: register
      action: catalog:register
`,
  good: `${HEAD}${FORM}  steps:
    - id: fetch
      action: fetch:template
      input:
        url: ./skeleton
        values:
          name: \${{ parameters.name }}
    - id: publish
      action: publish:github
      input:
        repoUrl: github.com?owner=example&repo=orders
    - id: register
      action: catalog:register
`,
  subject: 'template',
  check: sayAgain('tpl/schema'),
});

export const stepRefs = defineRule({
  id: 'tpl/step-refs',
  title: 'Expressions name what there is',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'review',
  explanation: `The scaffolder says nothing of an expression that names a parameter, a step or an output which is not there: nothing
stands in its place, and a repository with a hole in it is made.

Correct the name; the fixes offer the nearest ones. \`steps.my-step\` is a subtraction: write \`steps['my-step']\`.`,
  bad: `${HEAD}${FORM}  steps:
    - id: log
      action: debug:log
      input:
        message: \${{ parameters.nam }}
    - id: again
      action: debug:log
      input:
        message: \${{ parameters.name }}
`,
  good: `${HEAD}${FORM}  steps:
    - id: log
      action: debug:log
      input:
        message: \${{ parameters.name }}
    - id: again
      action: debug:log
      input:
        message: \${{ parameters.name }}
`,
  subject: 'template',
  check: sayAgain('tpl/step-refs'),
});

export const unusedParameter = defineRule({
  id: 'tpl/unused-parameter',
  title: 'What is asked for is used',
  severity: 'info',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  explanation: `Each field of a form costs everybody who fills it in a moment and a doubt. One that no step uses costs it for nothing,
and often is the trace of a step that was forgotten.

Use the parameter, or take it out of the form.`,
  bad: `${HEAD}${FORM}        colour:
          title: Colour
          type: string
  steps:
    - id: log
      action: debug:log
      input:
        message: \${{ parameters.name }}
`,
  good: `${HEAD}${FORM}  steps:
    - id: log
      action: debug:log
      input:
        message: \${{ parameters.name }}
`,
  subject: 'template',
  check: sayAgain('tpl/unused-parameter', { fixes: () => [] }),
});

export const secretParameter = defineRule({
  id: 'tpl/secret-parameter',
  title: 'Secrets are asked for as secrets and shown nowhere',
  severity: 'error',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  fix: 'review',
  explanation: `What is typed into a plain field is shown on the screen, kept with the task for everybody who may read it, and written
wherever the template puts it. A secret that stood in a log or a repository is none any more.

Ask for it with \`ui:field: Secret\`, and read it as \`secrets.NAME\` in the input of a step that needs it: not in a log, the output, or
the values of \`fetch:template\`, which end up in the files of the new repository.`,
  bad: `${HEAD}${FORM}        apiToken:
          title: Token
          type: string
  steps:
    - id: call
      action: http:backstage:request
      input:
        path: /proxy/\${{ parameters.name }}
        token: \${{ parameters.apiToken }}
`,
  good: `${HEAD}${FORM}        apiToken:
          title: Token
          type: string
          ui:field: Secret
  steps:
    - id: call
      action: http:backstage:request
      input:
        path: /proxy/\${{ parameters.name }}
        token: \${{ secrets.apiToken }}
`,
  subject: 'template',
  check: sayAgain('tpl/secret-parameter'),
});
