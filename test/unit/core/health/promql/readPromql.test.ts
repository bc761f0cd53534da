import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { readPromql, resultProblem } from '../../../../../src/core/health/promql/readPromql.js';
import { BAD, GOOD, OF_SOME_VERSIONS } from './expressions.js';
import { temporaryFolder, type TemporaryFolder } from '../../../temporaryFolder.js';

describe('reading PromQL', () => {
  it('finds nothing wrong with what Prometheus takes', () => {
    for (const expression of GOOD) assert.deepEqual(readPromql(expression).problems, [], expression);
  });

  it('finds nothing wrong with what some versions of Prometheus take', () => {
    for (const expression of OF_SOME_VERSIONS) assert.deepEqual(readPromql(expression).problems, [], expression);
  });

  for (const [expression, part, kind] of BAD)
    it(`says what is wrong with ${JSON.stringify(expression)}`, () => {
      const [problem] = readPromql(expression).problems;
      assert.ok(problem);
      assert.equal(problem.kind, kind, problem.message);
      assert.equal(expression.slice(problem.span.start, problem.span.end), part, problem.message);
    });

  it('says what was probably meant', () => {
    assert.equal(readPromql('sum(rte(x[5m]))').problems[0]?.instead, 'rate');
    assert.equal(readPromql('smu(x)').problems[0]?.instead, 'sum');
    assert.equal(readPromql('abcdefghijkl(x)').problems[0]?.instead, undefined);
  });

  it('says of results that rules can do nothing with', () => {
    const kindOf = (expression: string) => resultProblem(readPromql(expression))?.kind;
    assert.equal(kindOf('up[5m]'), 'result');
    assert.equal(kindOf('"up"'), 'result');
    assert.equal(kindOf('up'), undefined);
    assert.equal(kindOf('1'), undefined);
  });

  it('reads the selectors', () => {
    const text = 'sum(rate(a_total{job="x", code=~"5.."}[5m] offset 1h)) / absent(b) + max_over_time(c[1h:1m])';
    const selectors = readPromql(text).selectors;
    assert.deepEqual(
      selectors.map(({ metric, rangeS, offset, mayBeAbsent }) => [metric, rangeS, offset, mayBeAbsent]),
      [
        ['a_total', 300, '1h', false],
        ['b', undefined, undefined, true],
        ['c', 3600, undefined, false],
      ],
    );
    const [first] = selectors;
    assert.deepEqual(
      first?.matchers.map(({ label, operator, value, valueSpan }) => [
        label,
        operator,
        value,
        text.slice(valueSpan.start, valueSpan.end),
      ]),
      [
        ['job', '=', 'x', '"x"'],
        ['code', '=~', '5..', '"5.."'],
      ],
    );
    assert.equal(text.slice(first?.span.start, first?.span.end), 'a_total{job="x", code=~"5.."}');
  });

  it('takes the name of a metric from where it stands', () => {
    for (const [text, name] of [
      ['{__name__="a:b"}', 'a:b'],
      ['{"a.b", c="d"}', 'a.b'],
      ['a_b{c="d"}', 'a_b'],
    ] as const) {
      const [selector] = readPromql(text).selectors;
      assert.equal(selector?.metric, name);
      assert.equal(text.slice(selector?.metricSpan?.start, selector?.metricSpan?.end), name);
    }
    assert.equal(readPromql('{__name__=~"a.*"}').selectors[0]?.metric, undefined);
  });

  it('leaves rules for logs alone', () => {
    for (const text of ['sum(rate({app="x"} |= "error" [5m]))', '{app="x"} | json', 'bytes_rate({app="x"}[5m])']) {
      const read = readPromql(text);
      assert.ok(read.ofLogs, text);
      assert.deepEqual(read.problems, []);
    }
  });

  it('never fails, and points into the text', () => {
    const word = fc.constantFrom(
      ...[
        'up',
        'rate',
        'sum',
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        '5m',
        '1',
        '"a"',
        '"',
        "'",
        '`',
        '=',
        '=~',
        ',',
        '\n',
        ' ',
      ],
      ...['by', 'on', 'bool', 'offset', '@', '#', '\\', '-', '>', 'and', ':', '|', '$', 'é', '😀', '__name__'],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), words => {
        const text = words.join('');
        for (const { span } of readPromql(text).problems) {
          assert.ok(span.start >= 0 && span.end >= span.start && span.end <= text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('reading PromQL as promtool does', function () {
  this.timeout(60_000);
  let folder: TemporaryFolder;

  before(async function () {
    folder = await temporaryFolder();
    if (spawnSync('promtool', ['--version']).status === 0) return;
    console.log('      promtool is not there (Debian: apt-get install prometheus): agreement is not checked.');
    this.skip();
  });

  after(() => folder.dispose());

  /** Which of the expressions promtool takes. */
  function taken(expressions: readonly string[]): readonly boolean[] {
    const files = expressions.map((expr, index) => {
      const path = folder.at(`${index}.yml`);
      writeFileSync(path, JSON.stringify({ groups: [{ name: 'a', rules: [{ record: 'r', expr }] }] }));
      return path;
    });
    const { stdout, stderr } = spawnSync('promtool', ['check', 'rules', ...files], { encoding: 'utf8' });
    const said = stdout + stderr;
    return files.map(path => !said.includes(`${path}: `));
  }

  it('takes what promtool takes, and refuses what it refuses', () => {
    const [good, bad] = [taken(GOOD), taken(BAD.map(([expression]) => expression))];
    assert.deepEqual(
      GOOD.filter((_, index) => !good[index]),
      [],
    );
    assert.deepEqual(
      BAD.filter((_, index) => bad[index]),
      [],
    );
  });

  it('refuses nothing that promtool takes when expressions are changed at random', () => {
    const part = fc.constantFrom(
      ...[
        'up',
        'rate(x[5m])',
        'sum by (a) (x)',
        '1',
        'x[5m]',
        '"a"',
        'topk(1, x)',
        'time()',
        'absent(x)',
        'x offset 1m',
      ],
      ...[
        'vector(1)',
        'sum(x)',
        '-x',
        '(x)',
        'x{a=~"b"}',
        'scalar(x)',
        'x[5m:1m]',
        'rate(x)',
        'abs(x, 1)',
        'x @ 5',
        '{a=""}',
      ],
    );
    const operator = fc.constantFrom(
      ' + ',
      ' and ',
      ' > ',
      ' == bool ',
      ' / on(a) ',
      ' or on(a) ',
      ' * on(a) group_left(b) ',
      ' ^ ',
      ' ',
    );
    const expression = fc
      .tuple(part, operator, part, fc.constantFrom('', ' offset 5m', ')', ' > 1', '[5m]', '[5m:]'))
      .map(parts => parts.join(''));
    const expressions = fc.sample(expression, { numRuns: 400, seed: 42 });
    const verdicts = taken(expressions);
    const wrong = expressions.filter((text, index) => (readPromql(text).problems.length === 0) !== verdicts[index]);
    assert.deepEqual(wrong, []);
  });
});
