import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readExpression } from '../../../../../src/core/compliance/rules/pipeline/expressions/expression.js';
import { readTemplates } from '../../../../../src/core/compliance/rules/pipeline/expressions/templates.js';
import { PIPELINE_RULES } from '../../../../../src/core/compliance/rules/pipelineRules.js';
import { FileSurroundings, textLookup } from '../../../../../src/core/compliance/surroundings/fileSurroundings.js';
import { assertMarked } from '../markedTexts.js';
import { check, edited } from '../ruleCheck.js';

const RULES = PIPELINE_RULES.filter(({ id }) => id === 'ci/expressions');
const path = '.github/workflows/ci.yml';

/** A workflow of one job with these lines in its only step, or with a job of its own. */
function step(lines: string): string {
  return `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - ${lines.replaceAll('\n', '\n        ')}\n`;
}

type Case = readonly [name: string, marked: string];

function table(title: string, checks: readonly string[], cases: readonly Case[]): void {
  describe(title, () => {
    for (const [name, marked] of cases) it(name, () => assertMarked(marked, RULES, checks, { path }));
  });
}

table(
  'Expressions of workflows',
  ['expression'],
  [
    ['know the contexts', step('run: echo ${{ ⟦nothing⟧.x }} ${{ github.sha }}')],
    ['know the properties of contexts', step('run: echo ${{ github.⟦repositry⟧ }} ${{ runner.os }}')],
    ['compare names without regard to case', step('run: echo ${{ GITHUB.Ref_Name }} ${{ Runner.OS }}')],
    [
      'know what needs hands on',
      'on: push\njobs:\n  a:\n    runs-on: x\n    outputs:\n      v: 1\n    steps:\n      - run: x\n  b:\n    needs: a\n    runs-on: x\n    steps:\n      - run: echo ${{ needs.a.outputs.v }} ${{ needs.a.outputs.⟦w⟧ }} ${{ needs.⟦c⟧.result }}\n',
    ],
    [
      'know the steps before',
      'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ steps.⟦one⟧.outputs.x }}\n      - id: one\n        run: x\n      - run: echo ${{ steps.one.outputs.any }}\n',
    ],
    [
      'know the matrix',
      'on: push\njobs:\n  a:\n    strategy:\n      matrix:\n        os: [x, y]\n        include:\n          - extra: 1\n    runs-on: ${{ matrix.os }}\n    steps:\n      - run: echo ${{ matrix.extra }} ${{ matrix.⟦platform⟧ }}\n',
    ],
    [
      'leave a matrix that is made when it runs',
      'on: push\njobs:\n  a:\n    strategy:\n      matrix: ${{ fromJSON(vars.M) }}\n    runs-on: x\n    steps:\n      - run: echo ${{ matrix.any }}\n',
    ],
    [
      'know the inputs',
      'on:\n  workflow_dispatch:\n    inputs:\n      name:\n        type: string\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ inputs.name }} ${{ inputs.⟦nme⟧ }}\n',
    ],
    [
      'know which context is there',
      'on: push\nenv:\n  A: ${{ ⟦runner⟧.os }}\njobs:\n  a:\n    if: ⟦env⟧.A == 1\n    runs-on: x\n    steps:\n      - run: x\n        if: env.A == 1\n',
    ],
    ['know where functions can be called', step("run: echo ${{ ⟦success⟧() }} ${{ hashFiles('x') }}\nif: failure()")],
    [
      'know the functions',
      step(
        "run: echo ${{ ⟦startWith⟧('a', 'b') }} ${{ ⟦startsWith⟧('a') }} ${{ contains(github.event.labels.*.name, 'x') }}",
      ),
    ],
    [
      'know types',
      step(
        "run: echo ${{ github.repository.⟦owner⟧ }} ${{ startsWith('a', ⟦github.event⟧) }} ⟦${{ env }}⟧ ${{ toJSON(env) }}",
      ),
    ],
    ['know what cannot be compared', step("run: x\nif: ⟦github.event == 'x'⟧")],
    ['count placeholders', step("run: echo ${{ format('{0} {{1}}', 1, ⟦2⟧) }} ${{ format(⟦'{0}{1}'⟧, 1) }}")],
    ['read JSON', step("run: echo ${{ fromJSON('{\"a\":1}').⟦b⟧ }} ${{ fromJSON(⟦'{'⟧) }}")],
    ['mark double quotes', step('run: echo ${{ ⟦"x"⟧ }}')],
    ['mark operators that there are not', step('run: echo ${{ 1 ⟦+⟧ 1 }}')],
    ['mark an end that is missing', step('run: echo ⟦${{⟧ github.sha')],
    ['mark an empty expression', step('run: echo ${{⟦ ⟧}}')],
    ['take braces in texts for text', step("run: echo ${{ format('}}{0}', 1) }}")],
    ['are found in blocks', step('run: |\n  echo 🐳\n    echo ${{ github.⟦shaa⟧ }}\n')],
    ['are found in folded blocks', step('run: >-\n  one\n  two ${{\n    github.⟦shaa⟧ }}\n')],
    ['are found in quotes', step('run: "\\t${{ github.⟦shaa⟧ }}"')],
    ['leave what a template of Backstage writes', step('run: echo ${{ values.name }}')],
    [
      'are found once, whatever leads to them',
      'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - &s\n        run: echo ${{ github.⟦shaa⟧ }}\n      - *s\n',
    ],
  ],
);

table(
  'Conditions of workflows',
  ['if-cond'],
  [
    ['mark what never changes', step('run: x\nif: ⟦true⟧')],
    ['mark what is a text', step("run: x\nif: ⟦${{ github.ref == 'a' }} && ${{ github.ref == 'b' }}⟧")],
    ['mark a line break that makes a text of it', step("run: x\nif: ⟦|\n  ${{ github.ref == 'a' }}⟧")],
    ['leave what changes', step("run: x\nif: always() && contains(github.ref, 'x')")],
  ],
);

table(
  'Keys of workflows',
  ['syntax'],
  [
    ['are known', step('run: x\n⟦shel⟧: bash')],
    ['are known by the kind of step', step('uses: a/b@v1\n⟦shell⟧: bash')],
    [
      'are there once',
      'on: push\njobs:\n  a:\n    runs-on: x\n    ⟦runs-on⟧: y\n    steps:\n      - run: x\n  ⟦A⟧:\n    runs-on: x\n    steps:\n      - run: x\n',
    ],
    ['are missing', 'on: push\njobs:\n  ⟦a⟧:\n    steps:\n      - run: x\n'],
    [
      'belong to a job that calls another workflow',
      'on: push\njobs:\n  a:\n    uses: a/b/c.yml@v1\n    ⟦runs-on⟧: x\n',
    ],
    ['have values', step('run: x\ntimeout-minutes: ⟦soon⟧')],
    [
      'leave what is filled in',
      'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: a/b@v1\n        with: $inputs\n      - run: x\n        working-directory: {{ folder }}\n',
    ],
    [
      'do not merge',
      'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - &s\n        run: x\n      - ⟦<<⟧: *s\n        name: y\n',
    ],
    ['have anchors that are used', 'on: push\njobs:\n  a:\n    runs-on: ⟦&unused⟧ x\n    steps:\n      - run: x\n'],
  ],
);

table(
  'Events of workflows',
  ['events', 'glob'],
  [
    ['are known', 'on:\n  ⟦pullrequest⟧:\njobs: { a: { runs-on: x, steps: [{ run: x }] } }\n'],
    [
      'have types',
      'on:\n  issues:\n    types: [opened, ⟦created⟧]\njobs: { a: { runs-on: x, steps: [{ run: x }] } }\n',
    ],
    ['have filters', 'on:\n  pull_request:\n    ⟦tags⟧: v1\njobs: { a: { runs-on: x, steps: [{ run: x }] } }\n'],
    [
      'have patterns',
      "on:\n  push:\n    branches:\n      - 'v⟦[9-0]⟧'\n      - '⟦^main⟧'\n      - 'release/**'\njobs: { a: { runs-on: x, steps: [{ run: x }] } }\n".replace(
        '⟦[9-0]⟧',
        '[⟦9-0]⟧',
      ),
    ],
    [
      'have times',
      "on:\n  schedule:\n    - cron: ⟦'*/2 * * * *'⟧\n    - cron: ⟦'0 0 * *'⟧\n    - cron: '30 5 * * MON-FRI'\n    - cron: ⟦'0 25 * * *'⟧\n    - cron: $cron-daily\njobs: { a: { runs-on: x, steps: [{ run: x }] } }\n",
    ],
  ],
);

table(
  'Jobs of workflows',
  ['id', 'job-needs', 'matrix', 'shell-name', 'runner-label', 'env-var', 'workflow-call', 'action'],
  [
    ['have ids', 'on: push\njobs:\n  ⟦1a⟧:\n    runs-on: x\n    steps:\n      - id: ⟦a b⟧\n        run: x\n'],
    [
      'have steps with ids of their own',
      'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - id: one\n        run: x\n      - id: ⟦ONE⟧\n        run: x\n',
    ],
    ['need others', 'on: push\njobs:\n  a:\n    needs: [⟦c⟧]\n    runs-on: x\n    steps:\n      - run: x\n'],
    [
      'do not wait for each other',
      'on: push\njobs:\n  ⟦a⟧:\n    needs: b\n    runs-on: x\n    steps:\n      - run: x\n  b:\n    needs: a\n    runs-on: x\n    steps:\n      - run: x\n',
    ],
    [
      'exclude what is there',
      'on: push\njobs:\n  a:\n    strategy:\n      matrix:\n        v: [1, 2, ⟦2⟧]\n        exclude:\n          - v: ⟦3⟧\n          - ⟦w⟧: 1\n          - v: ${{ vars.V }}\n    runs-on: x\n    steps:\n      - run: x\n',
    ],
    [
      'have shells',
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: x\n        shell: ⟦powershell⟧\n      - run: x\n        shell: perl {0}\n      - run: x\n        shell: ⟦fish⟧\n',
    ],
    [
      'run on one system',
      'on: push\njobs:\n  a:\n    runs-on: [ubuntu-latest, ⟦windows-latest⟧]\n    steps:\n      - run: x\n',
    ],
    [
      'call workflows',
      'on: push\njobs:\n  a:\n    uses: ⟦./a.yml@main⟧\n  b:\n    uses: ./.github/workflows/b.yml\n  c:\n    uses: o/r/.github/workflows/c.yml@v1\n',
    ],
    [
      'use actions',
      'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ⟦actions/checkout⟧\n      - uses: ./local\n      - uses: docker://alpine:3\n',
    ],
  ],
);

describe('Workflows', () => {
  it('are said nothing of that is known by the files around them alone', () => {
    const text = 'on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n';
    const around = (files: Readonly<Record<string, string>>) =>
      new FileSurroundings({ files: textLookup(new Map(Object.entries(files))) });
    assert.equal(check(text, RULES, { path }).length, 0);
    assert.equal(check(text, RULES, { path, surroundings: around({ '.github/workflows/b.yml': '' }) }).length, 0);
    assert.equal(check(text, RULES, { path, surroundings: around({}) }).length, 1);
  });

  it('offer the name that is near', () => {
    const text = step('run: |\n  echo ${{ github.shaa }}');
    const [found] = check(text, RULES, { path });
    const [fix] = found?.finding.fixes?.() ?? [];
    assert.ok(fix);
    assert.equal(edited(text, fix.edits), text.replace('shaa', 'sha'));
  });

  it('are read to their end whatever is in them', () => {
    const part = fc.constantFrom(
      ...[
        'on: ',
        'push',
        'jobs:',
        '\n',
        '  ',
        '- ',
        'run: ',
        '${{ ',
        ' }}',
        "'",
        '"',
        '(',
        ')',
        '[',
        ']',
        '.',
        '*',
        ' && ',
        '||',
        '!',
      ],
      ...[
        'if: ',
        'needs: ',
        'matrix:',
        'steps:',
        '&a ',
        '*a',
        '<<: ',
        'github',
        'fromJSON',
        '{',
        '}',
        ',',
        '|',
        '>',
        '🐳',
        '#',
        'a:',
        '0',
      ],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), parts => {
        const text = `on: push\njobs:\n  a:\n    steps:\n      - run: ${parts.join('')}\n${parts.join('')}`;
        for (const { finding, offset } of check(
          text,
          PIPELINE_RULES.filter(rule => rule.subject === 'workflow'),
          { path },
        )) {
          const { start, end } = finding.span;
          assert.ok(start >= 0 && start <= end && offset + end <= text.length, JSON.stringify(text));
          finding.fixes?.();
        }
      }),
      { numRuns: 300 },
    );
  });

  it('have expressions that end, however deep they are', () => {
    for (const text of [
      '('.repeat(5000),
      '!'.repeat(5000),
      `a${'[0'.repeat(3000)}`,
      'a'.repeat(30_000),
      `format(${'1,'.repeat(3000)}1)`,
    ])
      readExpression(text);
    assert.equal(readTemplates('${{ a }} ${{ b }} ${{').length, 3);
  });
});
