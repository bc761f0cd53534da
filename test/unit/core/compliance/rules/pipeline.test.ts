import assert from 'node:assert/strict';
import { PIPELINE_RULES } from '../../../../../src/core/compliance/rules/pipelineRules.js';
import { FileSurroundings, textLookup } from '../../../../../src/core/compliance/surroundings/fileSurroundings.js';
import { assertMarked } from '../markedTexts.js';
import { check, edited, type CheckOptions } from '../ruleCheck.js';

const PATH = '.github/workflows/ci.yml';
type Case = readonly [name: string, marked: string, settings?: CheckOptions];

function table(rule: string, checks: readonly string[], path: string, cases: readonly Case[]): void {
  describe(`${rule} ${checks.join(', ')}`, () => {
    const rules = PIPELINE_RULES.filter(({ id }) => id === rule);
    for (const [name, marked, settings] of cases)
      it(name, () => assertMarked(marked, rules, checks, { path, ...settings }));
  });
}

/** A workflow of one job with these steps. */
function steps(lines: string, on = 'on: push'): string {
  return `${on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${lines.replaceAll(/^/gm, '      ')}\n`;
}

describe('Rules for pipelines', () => {
  table('ci/template-injection', [], PATH, [
    ['marks what everybody can write', steps('- run: |\n    # 🐳\n    echo ⟦${{ github.event.issue.title }}⟧')],
    [
      'marks it inside of other values',
      steps("- run: echo ⟦${{ format('{0}', github.head_ref) }}⟧ ⟦${{ toJSON(github.event.pull_request) }}⟧"),
    ],
    [
      'leaves what says only yes or no',
      steps("- run: echo ${{ contains(github.head_ref, 'x') }} ${{ github.head_ref == 'x' }}"),
    ],
    ['leaves what nobody else can write', steps('- run: echo ${{ github.sha }} ${{ github.event.issue.number }}')],
    ['leaves values that are handed over', steps('- run: echo "$T"\n  env:\n    T: ${{ github.event.issue.title }}')],
    [
      'follows a variable that becomes part of the script all the same',
      steps('- run: echo ⟦${{ env.T }}⟧\n  env:\n    T: ${{ github.event.issue.title }}'),
    ],
    [
      'knows actions that run a script',
      steps(
        '- uses: actions/github-script@v8\n  with:\n    script: log("⟦${{ github.event.comment.body }}⟧")\n- uses: other/action@v1\n  with:\n    script: ${{ github.event.comment.body }}',
      ),
    ],
    [
      'marks it in an object filter',
      steps('- run: echo ⟦${{ toJSON(github.event.*.body) }}⟧ ⟦${{ github.event.commits[0].message }}⟧'),
    ],
  ]);
  table('ci/dangerous-trigger', [], PATH, [
    [
      'marks the commit of a stranger',
      steps(
        '- uses: actions/checkout@v5\n  with:\n    ref: ⟦${{ github.event.pull_request.head.sha }}⟧',
        'on: pull_request_target',
      ),
    ],
    ['marks commands that bring it', steps('- run: |\n    cd x\n    ⟦gh pr checkout⟧ 1', 'on: [issue_comment]')],
    [
      'leaves it where there are no secrets',
      steps(
        '- uses: actions/checkout@v5\n  with:\n    ref: ${{ github.event.pull_request.head.sha }}',
        'on: pull_request',
      ),
    ],
    ['leaves the own commit', steps('- uses: actions/checkout@v5', 'on: pull_request_target')],
  ]);
  table('ci/credentials', [], PATH, [
    [
      'marks passwords of containers',
      'on: push\njobs:\n  a:\n    runs-on: x\n    container:\n      image: x\n      credentials:\n        username: u\n        password: ⟦hunter22⟧\n    steps:\n      - run: x\n',
    ],
    [
      'marks what is printed',
      steps(
        '- run: |\n    echo "⟦${{ secrets.KEY }}⟧"\n    echo "${{ secrets.KEY }}" > file\n    echo "${{ secrets.KEY }}" | login',
      ),
    ],
    [
      'marks parts of secrets',
      steps('- run: x\n  env:\n    A: ⟦${{ fromJSON(secrets.ALL).key }}⟧\n    B: ${{ fromJSON(vars.ALL).key }}'),
    ],
    [
      'marks all secrets for others',
      'on: push\njobs:\n  a:\n    uses: o/r/w.yml@v1\n    secrets: ⟦inherit⟧\n  b:\n    uses: ./w.yml\n    secrets: inherit\n',
    ],
    ['marks commands that are given up', steps('- run: echo "⟦::set-output name=⟧a::b"')],
    [
      'marks secrets in plain text',
      steps(
        '- run: x\n  env:\n    API_TOKEN: ⟦f3a9c1e07b5d4826⟧\n    POSTGRES_PASSWORD: postgres\n    DATABASE_URL: postgres://rails:password1@localhost:5432/x\n    TOKEN: ${{ secrets.TOKEN }}',
      ),
    ],
    ['marks commands that are let in again', steps('- run: x\n  env:\n    ACTIONS_ALLOW_UNSECURE_COMMANDS: ⟦true⟧')],
    [
      'leaves checkouts whose folder stays',
      steps('- uses: actions/checkout@v5\n- uses: actions/upload-artifact@v4\n  with:\n    path: .'),
    ],
    [
      'asks for every checkout where that is wanted',
      steps('- uses: ⟦actions/checkout@v5⟧'),
      { options: { everyCheckout: true } },
    ],
  ]);
  table('ci/permissions', [], PATH, [
    ['wants them', 'on: push\n⟦jobs⟧:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n'],
    [
      'takes those of all jobs',
      'on: push\njobs:\n  a:\n    permissions: {}\n    runs-on: x\n    steps:\n      - run: x\n',
    ],
    [
      'leaves what is nothing but called',
      'on: workflow_call\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n',
    ],
    ['marks everything', 'on: push\npermissions: ⟦write-all⟧\njobs: {}\n'],
    ['knows them', 'on: push\npermissions:\n  ⟦content⟧: read\n  id-token: ⟦read⟧\n  issues: write\njobs: {}\n'],
  ]);
  table('ci/pin-actions', [], PATH, [
    [
      'marks tags and branches',
      steps(
        '- uses: ⟦someone/action@v1⟧\n- uses: ⟦actions/checkout@main⟧\n- uses: actions/checkout@v5\n- uses: a/b@8f4b7f84864484a7bf31766abe9204da3cbe65b3 # v1\n- uses: ./local',
      ),
    ],
    ['marks images', steps('- uses: ⟦docker://alpine:3⟧')],
    [
      'trusts those that are trusted',
      steps('- uses: someone/action@v1\n- uses: ⟦actions/checkout@v5⟧'),
      { options: { tags: ['someone/action'] } },
    ],
    [
      'looks at workflows that are called',
      'on: push\njobs:\n  a:\n    uses: ⟦o/r/.github/workflows/w.yml@v1⟧\n  b:\n    uses: ./.github/workflows/w.yml\n',
    ],
  ]);
  table('ci/timeouts-concurrency', [], PATH, [
    [
      'marks jobs without an end',
      'on: push\njobs:\n  ⟦a⟧:\n    runs-on: x\n    steps:\n      - run: x\n  b:\n    uses: ./w.yml\n',
    ],
    [
      'marks pull requests that pile up',
      'on:\n  ⟦pull_request⟧:\njobs:\n  a:\n    timeout-minutes: 1\n    runs-on: x\n    steps:\n      - run: x\n',
    ],
  ]);
  table('ci/runs-compliance-scan', [], PATH, [
    [
      'marks what is ignored',
      steps(
        '- run: ⟦golden-path scan⟧ || true\n- run: npx --yes golden-path@1.2.0 scan\n  ⟦continue-on-error⟧: true',
        'on: pull_request',
      ),
    ],
    [
      'marks what is not for pull requests',
      `⟦on⟧: push\n${steps('- run: golden-path scan').slice('on: push\n'.length)}`,
    ],
    ['marks filters', steps('- run: golden-path scan', 'on:\n  pull_request:\n    ⟦paths⟧: [deploy/**]')],
    [
      'marks a report that goes nowhere',
      steps(
        '- run: |\n    ⟦npx golden-path scan \\\n      --format sarif --output x.sarif⟧\n    echo done',
        'on: pull_request',
      ),
    ],
    [
      'marks a report that goes nowhere when it matters',
      steps(
        '- run: golden-path scan --format sarif --output x.sarif\n- uses: ⟦github/codeql-action/upload-sarif@v4⟧\n  with:\n    sarif_file: x.sarif',
        'on: pull_request',
      ),
    ],
    ['is content with annotations', steps('- run: golden-path scan --format github', 'on: pull_request')],
    ['says nothing where the other workflows are not known', steps('- run: make', 'on: pull_request')],
  ]);
  table('ci/supply-chain', [], PATH, [
    ['wants all three', steps('- run: |\n    docker build .\n    ⟦⟦⟦docker push⟧⟧⟧ x')],
    [
      'takes them from any job',
      steps('- uses: docker/build-push-action@v6\n  with:\n    push: true\n    sbom: true\n- run: cosign sign x'),
    ],
    [
      'leaves images that stay',
      steps('- run: docker build .\n- uses: docker/build-push-action@v6\n  with:\n    push: false'),
    ],
  ]);
  table('ci/gitlab-hygiene', [], '.gitlab-ci.yml', [
    [
      'marks images',
      'default:\n  image: ⟦node⟧\na:\n  image:\n    name: ⟦redis:latest⟧\n  services: [postgres:17, $IMAGE]\n  script: x\n',
    ],
    [
      'marks what is included',
      'include:\n  - remote: ⟦https://example.com/ci.yml⟧\n  - project: ⟦a/b⟧\n    file: c.yml\n  - project: a/b\n    ref: ⟦main⟧\n    file: c.yml\n  - local: d.yml\n  - component: gitlab.com/a/b@1.0.0\n  - template: X.yml\n',
    ],
    [
      'marks jobs that run twice',
      'a:\n  script: x\n  ⟦rules⟧:\n    - if: $CI_PIPELINE_SOURCE == "merge_request_event"\n    - when: on_success\n',
    ],
    [
      'leaves them where the workflow decides',
      'workflow:\n  rules:\n    - if: $CI_COMMIT_BRANCH\na:\n  script: x\n  rules:\n    - if: $CI_PIPELINE_SOURCE == "merge_request_event"\n    - when: on_success\n',
    ],
    ['marks credentials in plain text', 'variables:\n  API_TOKEN: ⟦f3a9c1e07b5d4826⟧\n  MODE: fast\na:\n  script: x\n'],
    [
      'marks credentials that are sent',
      'a:\n  script:\n    - |\n      curl -H ⟦"X: $CI_JOB_TOKEN"⟧ https://example.com/x\n      curl -H "JOB-TOKEN: $CI_JOB_TOKEN" $CI_API_V4_URL/projects\n',
    ],
  ]);
  table('ci/gitlab-compliance-scan', [], '.gitlab-ci.yml', [
    ['wants a scan', '⟦a⟧:\n  script: make\n'],
    ['leaves what may be included', 'include: { local: x.yml }\na:\n  script: make\n'],
    ['marks a report that is not kept', 'a:\n  script:\n    - ⟦npx golden-path scan --format junit --output x.xml⟧\n'],
    [
      'marks a report that is not kept when it matters',
      'a:\n  script:\n    - golden-path scan --format junit --output x.xml\n  ⟦artifacts⟧:\n    reports:\n      junit: x.xml\n',
    ],
  ]);

  it('say once for a repository that nothing scans, and only where all workflows are known', () => {
    const text = steps('- run: make', 'on: pull_request');
    const rules = PIPELINE_RULES.filter(({ id }) => id === 'ci/runs-compliance-scan');
    const found = (path: string, others: Readonly<Record<string, string>>) =>
      check(text, rules, {
        path,
        surroundings: new FileSurroundings({ files: textLookup(new Map(Object.entries({ ...others, [path]: text }))) }),
      });
    assert.deepEqual(
      found(PATH, {}).map(({ finding, marked }) => [finding.check, marked]),
      [['missing', 'jobs']],
    );
    assert.equal(found(PATH, { '.github/workflows/a.yml': 'on: pull_request\n' }).length, 0);
    assert.equal(found(PATH, { '.github/workflows/z.yml': 'run: golden-path scan\n' }).length, 0);
    const [fix] = found(PATH, {})[0]?.finding.fixes?.() ?? [];
    assert.ok(fix);
    const mended = edited(text, fix.edits);
    assert.deepEqual(check(mended, rules, { path: PATH }), []);
    assert.deepEqual(
      check(
        mended,
        PIPELINE_RULES.filter(({ id }) => id === 'ci/expressions'),
        { path: PATH },
      ).map(each => each.text),
      [],
    );
  });

  it('move what everybody can write to the environment, whatever quotes are around it', () => {
    const rules = PIPELINE_RULES.filter(({ id }) => id === 'ci/template-injection');
    for (const [line, mended] of [
      ['echo ${{ github.head_ref }}', 'echo "${HEAD_REF}"'],
      ['echo "on ${{ github.head_ref }}"', 'echo "on ${HEAD_REF}"'],
      ["echo 'on ${{ github.head_ref }}'", "echo 'on '\"${HEAD_REF}\"''"],
    ] as const) {
      const text = steps(`- name: x\n  run: |\n    ${line}`);
      const [found] = check(text, rules, { path: PATH });
      const [fix] = found?.finding.fixes?.() ?? [];
      assert.ok(fix, line);
      const changed = edited(text, fix.edits);
      assert.equal(changed, steps(`- name: x\n  run: |\n    ${mended}\n  env:\n    HEAD_REF: \${{ github.head_ref }}`));
      assert.deepEqual(check(changed, rules, { path: PATH }), []);
    }
  });
});
