import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { expressionFindings } from '../../../../../src/core/health/sloFiles/ruleFindings.js';
import { namedAt, RuleLanguageService } from '../../../../../src/core/health/sloFiles/ruleLanguageService.js';
import { temporaryFolder } from '../../../temporaryFolder.js';
import { corpusFiles, hasCorpora } from '../../compliance/corpora.js';
import { OPENSLO, PYRRA, ruleFileOf, RULES, SLOTH, SLOTH_OBJECT } from './samples.js';

describe('reading files of rules and objectives', () => {
  it('reads a rule file with its places', () => {
    const { rules, expressions } = ruleFileOf(RULES);
    assert.deepEqual(
      rules.map(({ kind, name, nameSpan }) => [kind, name, RULES.slice(nameSpan.start, nameSpan.end)]),
      [
        ['record', 'shop:requests:rate5m', 'shop:requests:rate5m'],
        ['alert', 'ShopFails', 'ShopFails'],
      ],
    );
    const selectors = expressions.flatMap(expression =>
      expression.selectors.map(({ span }) => {
        const { start, end } = expression.spanOf(span);
        return RULES.slice(start, end);
      }),
    );
    assert.deepEqual(selectors, [
      'http_requests_total{service="shop"}',
      'http_requests_total{code=~"5.."}',
      'http_requests_total',
    ]);
  });

  it('reads the rules of an operator, behind other documents and in lists', () => {
    const object = `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: a}
spec:
  groups:
    - name: a
      rules:
        - {record: "a:b", expr: 'sum(b)'}
`;
    const list = `apiVersion: v1
kind: List
items:
  - ${object.trimEnd().replaceAll('\n', '\n    ')}
`;
    for (const text of [object, `kind: Service\napiVersion: v1\n---\n${object}`, list]) {
      const { rules } = ruleFileOf(text);
      assert.deepEqual(
        rules.map(({ name, expression }) => [name, expression?.text]),
        [['a:b', 'sum(b)']],
      );
      const found = rules[0]?.expression;
      const { start, end } = found!.spanOf(found!.selectors[0]!.span);
      assert.equal(text.slice(start, end), 'b');
      assert.equal(text[start - 1], '(');
    }
  });

  it('knows nothing of what a template fills in', () => {
    const text = `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: a}
spec:
  groups:
    - name: a
      rules:
        - alert: A
          expr: up{job="{{ .Values.job }}"} == 0
        - alert: B
          expr: up{job="b"} ==
        - alert: "{{ .Values.name }}"
          expr: rate(up)
`;
    const file = ruleFileOf(text);
    assert.deepEqual(
      file.rules.map(({ name, expression }) => [name, expression?.text]),
      [
        ['A', undefined],
        ['B', 'up{job="b"} =='],
      ],
    );
    assert.equal(expressionFindings(file).length, 1);
  });

  it('leaves other files with groups, and rules for logs, alone', () => {
    for (const text of [
      'groups:\n  - name: a\n    users: [b]\n',
      'apiVersion: 1\ngroups:\n  - name: grafana\n    rules:\n      - alert: A\n        expr: "rate("\n',
      'groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: sum(rate({app="x"} |= "error" [5m])) > 1\n',
    ])
      assert.deepEqual(ruleFileOf(text).rules, []);
  });

  it('reads specs and objects of Sloth', () => {
    const { slos } = ruleFileOf(SLOTH);
    assert.deepEqual(
      slos.map(({ objective }) => objective),
      [
        { name: 'requests-availability', target: 0.999, windowS: 2_592_000, from: 'sloth' },
        { name: 'satisfaction', target: 0.95, windowS: 2_592_000, from: 'sloth' },
      ],
    );
    assert.deepEqual(
      slos.map(({ indicator }) => indicator?.kind),
      ['events', 'errorRatio'],
    );
    const [of] = ruleFileOf(SLOTH_OBJECT).slos;
    assert.deepEqual([of?.objective?.target, of?.indicator?.kind], [0.99, 'events']);
    for (const text of [SLOTH, SLOTH_OBJECT]) assert.deepEqual(expressionFindings(ruleFileOf(text)), []);
  });

  it('finds mistakes beside the window that Sloth fills in, at their place', () => {
    const text = SLOTH.replace('rate(http_requests_total{service="shop"}', 'rat(http_requests_total{service="shop"}');
    const [finding] = expressionFindings(ruleFileOf(text));
    assert.equal(text.slice(finding?.span.start, finding?.span.end), 'rat');
    assert.equal(finding?.instead, 'rate');
  });

  it('reads objects of Pyrra and OpenSLO', () => {
    const [pyrra] = ruleFileOf(PYRRA).slos;
    assert.deepEqual(pyrra?.objective, { name: 'shop-errors', target: 0.995, windowS: 1_209_600, from: 'pyrra' });
    assert.equal(pyrra?.indicator?.kind, 'events');
    const [openslo] = ruleFileOf(OPENSLO).slos;
    assert.deepEqual(openslo?.objective, {
      ...{ name: 'shop-availability', target: 0.999, windowS: 2_419_200, from: 'openslo' },
    });
    assert.equal(openslo?.expressions.length, 2);
    const other = ruleFileOf(OPENSLO.replaceAll('type: Prometheus', 'type: Datadog'));
    assert.deepEqual(other.expressions, []);
  });

  it('says what is named at a place', () => {
    const file = ruleFileOf(RULES);
    const at = (word: string, from = 0) => namedAt(file, RULES.indexOf(word, from) + 1);
    assert.equal(at('ShopFails')?.kind, 'alert');
    const metric = at('http_requests_total', RULES.indexOf('# Bad'));
    assert.ok(metric?.kind === 'metric');
    assert.equal(RULES.slice(metric.span.start, metric.span.end), 'http_requests_total');
    assert.equal(at('rate5m'), undefined);
    assert.equal(at('code=~'), undefined);
  });

  it('reads a version once, and the next one anew', () => {
    const service = new RuleLanguageService();
    const first = service.file('a', RULES);
    assert.equal(service.file('a', RULES), first);
    assert.equal(service.file('a', `# remark\n${RULES}`).rules.length, 2);
  });

  it('finds the name of a metric in the very text, however the file is written', () => {
    const name = fc.constantFrom('up', 'http_requests_total', 'shop:a:b', '_x');
    const space = fc.constantFrom(' ', '\n', '  ', '\n\n', '\t');
    const value = fc.constantFrom('"a"', "'b'", '`c`', '"it\\"s"', "'é 🐳'", '"#"', '": "');
    const remark = fc.constantFrom('', '', '# remark "x"\n', '#\n');
    const part = fc
      .tuple(name, value, space, remark)
      .map(([metric, text, blank, comment]) => `${comment}rate(${metric}{a=${text}}[5m])${blank}`);
    const expression = fc.array(part, { minLength: 1, maxLength: 4 }).map(parts => parts.join('+ '));
    const style = fc.constantFrom('BLOCK_LITERAL', 'BLOCK_FOLDED', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN');
    const form = fc.record({
      style: style as fc.Arbitrary<'PLAIN'>,
      width: fc.constantFrom(20, 40, 0),
      carriageReturns: fc.boolean(),
      before: fc.boolean(),
      json: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(expression, { minLength: 1, maxLength: 3 }), form, (texts, how) => {
        const value = { groups: [{ name: 'a', rules: texts.map(expr => ({ record: 'r', expr })) }] };
        let text: string = how.json
          ? JSON.stringify(value, undefined, 2)
          : stringify(value, { defaultStringType: how.style, defaultKeyType: 'PLAIN', lineWidth: how.width });
        // A writer changes the blanks of a text that it folds: what counts is what it has written.
        const written = parse(text) as typeof value;
        if (how.before) text = `a: b\n---\n${text}`;
        if (how.carriageReturns) text = text.replaceAll('\n', '\r\n');
        const { expressions } = ruleFileOf(text);
        assert.equal(expressions.length, texts.length);
        expressions.forEach((read, index) => {
          assert.equal(read.text, written.groups[0]?.rules[index]?.expr);
          assert.deepEqual(read.problems, []);
          assert.ok(read.selectors.length > 0);
          for (const { metric, metricSpan } of read.selectors) {
            const { start, end } = read.spanOf(metricSpan!);
            // Between quotes a line can be broken anywhere.
            assert.equal(text.slice(start, end).replace(/\\\r?\n */g, ''), metric);
            assert.equal(read.offsetAt(start), metricSpan!.start);
          }
        });
      }),
      { numRuns: 250 },
    );
  });
});

describe('rule files of others', function () {
  this.timeout(60_000);

  it('are as right as promtool says', async function () {
    if (!hasCorpora || spawnSync('promtool', ['--version']).status !== 0) {
      console.log('      The corpora or promtool are not there: skipped.');
      this.skip();
    }
    const temporary = await temporaryFolder();
    let rules = 0;
    try {
      for (const { path, text } of corpusFiles('kube-prometheus', /prometheusRule\.ya?ml$/)) {
        const file = ruleFileOf(text);
        rules += file.rules.length;
        writeFileSync(temporary.at('rules.yaml'), stringify((parse(text) as { spec: object }).spec));
        const { status } = spawnSync('promtool', ['check', 'rules', '--lint=none', temporary.at('rules.yaml')]);
        assert.equal(expressionFindings(file).length === 0, status === 0, path);
        for (const { selectors, spanOf } of file.expressions)
          for (const { metric, metricSpan } of selectors) {
            const { start, end } = spanOf(metricSpan!);
            assert.equal(text.slice(start, end), metric);
          }
      }
    } finally {
      await temporary.dispose();
    }
    assert.ok(rules > 50, String(rules));
  });
});
