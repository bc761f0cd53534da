import assert from 'node:assert/strict';
import { CANCELLED, failure, success, type Problem, type Result } from '../../../../src/core/common/problem.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { pathMatches } from '../../../../src/core/common/pathPattern.js';
import type { DryRun, DryRunRequest, TemplateFile } from '../../../../src/core/templates/scaffolder.js';
import { parseTemplateTests } from '../../../../src/core/templates/templateTestFile.js';
import { junitReport, textReport } from '../../../../src/core/templates/templateTestReport.js';
import {
  isPartOf,
  loadTemplate,
  runTemplateTest,
  type TestFolder,
} from '../../../../src/core/templates/templateTestRun.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a file of template tests', () => {
  const problems = (text: string) =>
    parseTemplateTests(text).problems.map(
      ({ message, values, range }) => `${range.startLine + 1} ${plainTranslate(message, ...values)}`,
    );
  const one = (expect: string) => `template: ./template.yaml\ntests:\n  - name: a\n    expect:\n${expect}`;

  it('is read with the place of each expectation', () => {
    const file = parseTemplateTests(
      one(
        '      files: {present: "src/**"}\n      contains: {a: [b, /c+/i]}\n      log: x\n      output: {a: [1]}\n      snapshot: snapshots/a\n      fails: true',
      ),
    );
    assert.deepEqual(file.problems, []);
    const [test] = file.tests;
    assert.deepEqual(test?.expect.files?.type, 'some');
    assert.deepEqual(
      test.expect.contains[0]?.texts.map(({ written, pattern }) => pattern?.flags ?? written),
      ['b', 'i'],
    );
    assert.equal(test.expect.snapshot?.range.startLine, 8);
    assert.deepEqual(test.expect.output?.value, { a: [1] });
  });

  it('says what is wrong, and where', () => {
    assert.match(problems('').join(), /begin with “template”/);
    assert.match(problems('a: [').join(), /no good YAML/);
    assert.deepEqual(
      problems('template: ../a.yaml\ntests: []').map(line => line.slice(0, 2)),
      ['1 ', '2 '],
    );
    for (const [expect, said] of [
      ['      file: []', /^5 There is no “file” here. Is “files” meant\?/],
      ['      snapshot: ../../etc', /^5 “snapshot” is a folder below/],
      ['      snapshot: skeleton', /^5 “snapshot” is a folder below/],
      ['      contains: {a: "/(/"}', /^5 This is no regular expression/],
      ['      files: 1', /^5 “files” is the list/],
      ['      fails: maybe', /^5 “fails” is true/],
      ['      log: {a: b}', /^5 A text is expected in “log”/],
    ] as const)
      assert.match(problems(one(expect))[0] ?? '', said);
    assert.match(
      problems('template: a\ntests:\n  - name: a\n  - name: a\n    expect: {}').join('|'),
      /expects nothing.*There is a test “a” already/,
    );
    assert.match(
      problems('template: a\ntests:\n  - {name: a, expect: {}, secrets: {a: 1}}').join(),
      /mapping of texts/,
    );
  });
});

describe('patterns of paths', () => {
  it('know names and folders', () => {
    for (const [pattern, path, expected] of [
      ['a.md', 'a.md', true],
      ['*.md', 'a.md', true],
      ['*.md', 'b/a.md', false],
      ['**/*.md', 'a.md', true],
      ['**/*.md', 'c/b/a.md', true],
      ['src/**', 'src/a/b.js', true],
      ['src/**/x/*.js', 'src/a/b/x/c.js', true],
      ['src/**/x/*.js', 'src/a/b/c.js', false],
      ['a/b', 'a', false],
      ['a', 'a/b', false],
    ] as const)
      assert.equal(pathMatches(pattern, path), expected, `${pattern} ${path}`);
  });
  it('take no long, whatever they are', () => {
    assert.equal(pathMatches('**/'.repeat(200) + '*a*a*a*a*b', `${'a/'.repeat(200)}${'a'.repeat(5000)}`), false);
  });
});

describe('running template tests', () => {
  const folder = (files: Readonly<Record<string, string>>) => {
    const kept = new Map(Object.entries(files));
    const asked: TestFolder = {
      read: path => {
        const text = kept.get(path.replace(/^\.\//, ''));
        return Promise.resolve(text === undefined ? missing : success(bytes(text)));
      },
      list: base => {
        const prefix = base === '.' ? '' : `${base}/`;
        const found = [...kept].filter(([path]) => path.startsWith(prefix));
        return Promise.resolve(
          found.length === 0
            ? missing
            : success(found.map(([path, text]) => ({ path: path.slice(prefix.length), bytes: bytes(text) }))),
        );
      },
      replace: (base, all) => {
        for (const { path, bytes: content } of all) kept.set(`${base}/${path}`, new TextDecoder().decode(content));
        return Promise.resolve(success(undefined));
      },
    };
    return { kept, asked };
  };
  const missing = failure({ kind: 'notFound', message: 'There is no such file or folder.' });
  const dryRun = (files: Readonly<Record<string, string>>, values = {}): DryRun => ({
    files: Object.entries(files).map(([path, text]): TemplateFile => ({ path, bytes: bytes(text) })),
    log: [{ type: 'log', message: '\u001b[32minfo\u001b[39m: Finished step Fetch' }],
    output: { links: [], text: [], values },
    steps: [],
  });
  const run = async (
    expect: string,
    answer: Result<DryRun>,
    options: { update?: boolean; files?: Record<string, string> } = {},
  ) => {
    const { kept, asked } = folder({
      'template.yaml': 'kind: Template\nspec: {}\n',
      'skeleton/a': 'a',
      'a.template-test.yaml': '',
      ...options.files,
    });
    const file = parseTemplateTests(`template: ./template.yaml\ntests:\n  - name: a\n    expect:\n${expect}`);
    assert.deepEqual(file.problems, []);
    const requests: DryRunRequest[] = [];
    const signal = new AbortController().signal;
    const loaded = await loadTemplate(file, asked, signal);
    assert.ok(loaded.ok);
    const [test] = file.tests;
    assert.ok(test);
    const scaffolder = {
      dryRun: (request: DryRunRequest) => {
        requests.push(request);
        return Promise.resolve(answer);
      },
    };
    const ran = await runTemplateTest(
      test,
      loaded.value,
      { scaffolder, folder: asked, update: options.update === true },
      signal,
    );
    return {
      kept,
      sent: requests[0]?.files.map(({ path }) => path),
      problem: ran.ok ? undefined : ran.problem,
      failures: ran.ok ? ran.value.failures.map(({ message, values }) => plainTranslate(message, ...values)) : [],
      state: ran.ok ? ran.value.state : undefined,
    };
  };

  it('sends the files around the template, but not the tests and their snapshots', async () => {
    const { sent } = await run('      snapshot: snapshots/a', success(dryRun({})), { files: { 'snapshots/a/b': 'c' } });
    assert.deepEqual(sent, ['template.yaml', 'skeleton/a']);
  });
  it('compares the list of files, exactly or by patterns', async () => {
    const answer = success(dryRun({ 'README.md': '#', 'src/a.js': '' }));
    assert.equal((await run('      files: [src/a.js, README.md]', answer)).state, 'passed');
    assert.match(
      (await run('      files: [README.md, b]', answer)).failures[0] ?? '',
      /Missing: b. Not expected: src\/a.js/,
    );
    assert.equal((await run("      files: {present: ['src/*.js'], absent: ['**/*.ts']}", answer)).state, 'passed');
    assert.equal((await run("      files: {present: ['*.ts'], absent: ['**/*.js']}", answer)).failures.length, 2);
  });
  it('looks into files, the log and the output', async () => {
    const answer = success(dryRun({ a: 'port: 80' }, { links: [{ title: 'A', url: 'b' }] }));
    const expect = (part: string) => run(part, answer);
    assert.equal((await expect('      contains: {a: ["port", /\\d+/]}')).state, 'passed');
    assert.equal((await expect('      contains: {a: "81"}')).state, 'failed');
    assert.match((await expect('      contains: {b: "81"}')).failures[0] ?? '', /no file “b”/);
    assert.equal((await expect('      log: "info: Finished step"')).state, 'passed');
    assert.equal((await expect('      output: {links: [{title: A}]}')).state, 'passed');
    assert.equal((await expect('      output: {links: [{title: B}]}')).state, 'failed');
  });
  it('keeps snapshots on demand, and compares with them', async () => {
    const answer = success(dryRun({ a: 'one\ntwo\n' }));
    assert.match((await run('      snapshot: snapshots/x', answer)).failures[0] ?? '', /no snapshot/);
    const updated = await run('      snapshot: snapshots/x', answer, { update: true });
    assert.equal(updated.state, 'passed');
    assert.equal(updated.kept.get('snapshots/x/a'), 'one\ntwo\n');
    const files = { 'snapshots/x/a': 'one\n', 'snapshots/x/b': '' };
    assert.equal((await run('      snapshot: snapshots/x', answer, { files })).failures.length, 2);
  });
  it('knows how it must fail', async () => {
    const problem: Problem = { kind: 'invalid', message: 'No.', fields: [{ path: ['name'], message: 'is too short' }] };
    assert.equal((await run('      fails: {field: name}', failure(problem))).state, 'passed');
    assert.equal((await run('      fails: {field: owner}', failure(problem))).state, 'failed');
    assert.equal((await run('      fails: {message: /No/}', failure(problem))).state, 'passed');
    assert.equal((await run('      fails: {message: Yes}', failure(problem))).state, 'failed');
    assert.equal((await run('      files: []', failure(problem))).state, 'failed');
    assert.equal((await run('      fails: true', success(dryRun({})))).state, 'failed');
  });
  it('does not take a server that cannot be asked for a failed test', async () => {
    for (const kind of ['unreachable', 'unauthorised', 'rateLimited'] as const) {
      const { problem, state } = await run('      fails: true', failure({ kind, message: 'No.' }));
      assert.equal(state, undefined);
      assert.equal(problem?.kind, kind);
    }
    assert.equal((await run('      files: []', failure(CANCELLED))).problem?.kind, 'cancelled');
  });
  it('knows what is a part of something', () => {
    assert.ok(isPartOf({ a: 1 }, { a: 1, b: 2 }));
    assert.ok(!isPartOf([1], [1, 2]));
    assert.ok(!isPartOf({ a: { b: 1 } }, { a: 'b' }));
  });
});

describe('reports of template tests', () => {
  const range = { startLine: 4, startColumn: 2, endLine: 4, endColumn: 3 };
  const files = [
    {
      path: 'a <b>.template-test.yaml',
      tests: [
        { name: 'good', state: 'passed' as const, durationMs: 12, failures: [], written: 0 },
        {
          name: 'bad "one"',
          state: 'failed' as const,
          durationMs: 1500,
          failures: [
            { message: '“{0}” differs.', values: ['x'], range, expected: 'one\ntwo\n', actual: 'one\n\u0001& three\n' },
          ],
          written: 0,
        },
        { name: 'none', state: 'error' as const, durationMs: 0, failures: [], problem: 'No server.', written: 0 },
      ],
    },
  ];
  it('are readable', () => {
    const text = textReport(files);
    assert.match(text, /✓ good/);
    assert.match(text, /yaml:5:3 “x” differs\./);
    assert.match(text, /-two\n {8}\+/);
    assert.match(text, /1 passed, 1 failed, 1 could not run\n$/);
  });
  it('are XML for machines', () => {
    const xml = junitReport(files);
    assert.match(
      xml,
      /<testsuite name="a &lt;b&gt;.template-test.yaml" tests="3" failures="1" errors="1" time="1.512">/,
    );
    assert.match(xml, /name="bad &quot;one&quot;" time="1.500"/);
    assert.match(xml, /\+&amp; three/);
    assert.ok(!xml.includes('\u0001'));
  });
});
