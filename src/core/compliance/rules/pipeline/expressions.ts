import { defineRule } from '../../rule.js';
import { checkExpressions } from './expressions/checkExpressions.js';
import { checkSyntax } from './syntax/checkSyntax.js';
import { eachOnce, workflowOf } from './workflow.js';

export const expressions = defineRule({
  id: 'ci/expressions',
  title: 'Workflows and their expressions are valid',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'review',
  explanation: `GitHub reads a workflow only when it runs. A context that is not there, an output with a letter that is wrong, a
job that nobody defines: many of them are an empty text then, and a condition decides the other way without a word.

Every name is compared with what the workflow itself and GitHub define at that place.`,
  bad: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    outputs:
      version: \${{ steps.version.outputs.value }}
    steps:
      - id: version
        run: echo "value=1.2.3" >> "$GITHUB_OUTPUT"
  release:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: ./release \${{ needs.build.outputs.verison }}
`,
  good: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    outputs:
      version: \${{ steps.version.outputs.value }}
    steps:
      - id: version
        run: echo "value=1.2.3" >> "$GITHUB_OUTPUT"
  release:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: ./release \${{ needs.build.outputs.version }}
`,
  subject: 'workflow',
  check: (subject, report, context) => {
    const workflow = workflowOf(subject);
    const say = eachOnce(report);
    checkSyntax(workflow, say, context);
    checkExpressions(workflow, say);
  },
});
