import assert from 'node:assert/strict';
import fc from 'fast-check';
import { alertFilter } from '../../../../src/core/health/alertFilter.js';
import { bindingOf } from '../../../../src/core/health/binding.js';
import { latencyObjective } from '../../../../src/core/health/latencyObjective.js';
import {
  escapePattern,
  formatMatchers,
  parseSelector,
  quoteLabelValue,
  satisfies,
} from '../../../../src/core/health/selector.js';
import type { Alert } from '../../../../src/core/health/source.js';
import { namedQueries, telemetryLinks } from '../../../../src/core/health/telemetryLinks.js';
import { entity } from '../catalogue/entities.js';
import { hostileText } from '../hostileText.js';

const anyText = fc
  .array(fc.integer({ min: 0, max: 0x2fff }), { maxLength: 20 })
  .map(codes => String.fromCharCode(...codes));

const annotated = (annotations: Readonly<Record<string, string>>, name = 'checkout') =>
  entity(`Component:${name}`, { annotations, spec: { type: 'service', system: 'shop', owner: 'group:payments' } });

describe('the series of an entity', () => {
  it('are those with its name, by convention', () => {
    assert.deepEqual(bindingOf(annotated({})).binding, {
      matchers: 'service="checkout"',
      key: { label: 'service', value: 'checkout' },
      by: 'convention',
      saidBy: 'goldenPath.telemetry.selector',
    });
  });

  it('are what the organisation says', () => {
    const selector = '{job="${metadata.namespace}/${metadata.name}", env!="test"}';
    assert.deepEqual(bindingOf(annotated({}), { selector }).binding, {
      matchers: 'job="default/checkout",env!="test"',
      key: { label: 'job', value: 'default/checkout' },
      others: 'env!="test"',
      by: 'setting',
      saidBy: 'goldenPath.telemetry.selector',
      otherName: 'default/checkout',
    });
  });

  it('are what the labels of its alerts say, and what its own annotation says before all', () => {
    const labels = { 'prometheus.io/labels': 'service=basket, team=shop' };
    const { binding } = bindingOf(annotated(labels));
    assert.equal(binding?.matchers, 'service="basket",team="shop"');
    assert.equal(binding.others, 'team="shop"');
    assert.equal(binding.otherName, 'basket', 'another service’s metrics are said to be so');
    assert.equal(binding.by, 'annotation');
    assert.equal(binding.saidBy, 'prometheus.io/labels');
    const own = bindingOf(annotated({ ...labels, 'goldenpath.dev/telemetry-selector': 'app="checkout"' })).binding;
    assert.deepEqual([own?.matchers, own?.saidBy], ['app="checkout"', 'goldenpath.dev/telemetry-selector']);
  });

  it('are read from every way of writing labels', () => {
    for (const text of [
      '{service="a"}',
      'service="a"',
      "service='a',",
      'service=`a`',
      'service=a',
      ' { service = "a" } ',
    ])
      assert.equal(bindingOf(annotated({ 'prometheus.io/labels': text })).binding?.matchers, 'service="a"', text);
  });

  it('take values of the entity where placeholders stand', () => {
    const selector =
      'a="${metadata.name}",b="${spec.system}",c="${spec.owner}",d="${metadata.annotations[\'x/y\']}",e="${kind}",f=~"${metadata.name}-.*",g="${spec.type}"';
    assert.equal(
      bindingOf(annotated({ 'x/y': 'z' }, 'a.b'), { selector }).binding?.matchers,
      'a="a.b",b="shop",c="payments",d="z",e="Component",f=~"a\\\\.b-.*",g="service"',
    );
  });

  it('have no key where only a pattern tells them', () => {
    const { binding } = bindingOf(annotated({}), { selector: 'pod=~"${metadata.name}-.*"' });
    assert.deepEqual([binding?.matchers, binding?.key], ['pod=~"checkout-.*"', undefined]);
  });

  const mistakes: readonly (readonly [selector: string, kind: string, text: string])[] = [
    ['{service=}', 'unreadable', '{service=}'],
    ['{service="a"} or vector(1)', 'unreadable', '{service="a"} or vector(1)'],
    ['{__name__="up"}', 'unreadable', '{__name__="up"}'],
    ['service=""', 'unreadable', 'service=""'],
    ['service=~".*"', 'unreadable', 'service=~".*"'],
    ['service!="a"', 'unreadable', 'service!="a"'],
    ['service="a\\q"', 'unreadable', 'service="a\\q"'],
    ['service="${metadata.uid}"', 'no-value', '${metadata.uid}'],
    ['service="${metadata.annotations[\'gone\']}"', 'no-value', "${metadata.annotations['gone']}"],
    ['service="${metadata.annotations[constructor]}"', 'no-value', '${metadata.annotations[constructor]}'],
  ];
  for (const [selector, kind, text] of mistakes)
    it(`are not guessed: ${selector}`, () => {
      const { binding, mistake } = bindingOf(annotated({}), { selector });
      assert.equal(binding, undefined);
      assert.deepEqual(mistake, { kind, saidBy: 'goldenPath.telemetry.selector', text });
    });

  it('are in the source that the entity names, where several are set up', () => {
    const one = annotated({ 'prometheus.io/service-name': 'eu' });
    assert.equal(bindingOf(one, { instances: new Set(['eu']) }).binding?.instance, 'eu');
    assert.equal(bindingOf(one).binding?.instance, undefined);
    assert.deepEqual(bindingOf(one, { instances: new Set(['us']) }).mistake, {
      kind: 'no-instance',
      saidBy: 'prometheus.io/service-name',
      text: 'eu',
    });
  });

  it('do not exist for what never runs, unless it says so itself', () => {
    const library = { spec: { type: 'library' } };
    assert.deepEqual(bindingOf(entity('Component:a', library)), {});
    assert.deepEqual(bindingOf(entity('System:a')), {});
    const said = { annotations: { 'prometheus.io/labels': 'service=a' } };
    assert.ok(bindingOf(entity('Component:a', { ...library, ...said })).binding);
    assert.ok(bindingOf(entity('Resource:a', said)).binding);
  });

  it('stay the matchers of the template, whatever the values are', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText(40), anyText), value => {
        fc.pre(value !== '');
        const { binding } = bindingOf(
          { ...annotated({}), annotations: new Map([['x', value]]) },
          { selector: `service="\${metadata.annotations['x']}",pod=~"\${metadata.annotations['x']}-.*"` },
        );
        assert.ok(binding);
        assert.doesNotMatch(binding.matchers, /\p{Cc}/u, 'nothing but one line of printable text');
        const [, quoted = ''] = /^service=("(?:[^"\\]|\\.)*"),pod=~"(?:[^"\\]|\\.)*"$/s.exec(binding.matchers) ?? [];
        assert.equal(JSON.parse(quoted), value);
      }),
    );
  });
});

describe('selectors', () => {
  it('come back as they were', () => {
    const label = fc.stringMatching(/^[a-zA-Z]\w{0,5}$/);
    const value = fc.string({ unit: fc.constantFrom(...Array.from('ab"\\\n\t{},=~${}| ')), maxLength: 12 });
    const operator = fc.constantFrom('=', '!=', '=~', '!~');
    fc.assert(
      fc.property(
        fc.array(fc.record({ label, operator, value }, { noNullPrototype: true }), { minLength: 1, maxLength: 4 }),
        matchers => {
          const typed = matchers as Parameters<typeof formatMatchers>[0];
          assert.deepEqual(parseSelector(formatMatchers(typed)), typed);
        },
      ),
    );
  });

  it('match labels as Prometheus does', () => {
    const matches = (text: string, labels: Readonly<Record<string, string>>) => satisfies(labels, parseSelector(text)!);
    assert.equal(matches('a="1"', { a: '1' }), true);
    assert.equal(matches('a=""', {}), true);
    assert.equal(matches('a!="1"', {}), true);
    assert.equal(matches('a=~"x|y"', { a: 'xy' }), false, 'a pattern is for the whole value');
    assert.equal(matches('a=~"x.*"', { a: 'x\ny' }), true);
    assert.equal(matches('a!~"x.*"', { a: 'y' }), true);
    assert.equal(matches('a=~"("', { a: '(' }), false, 'what is no pattern matches nothing');
    assert.equal(matches('constructor="1"', {}), false);
  });

  it('escape what means something in a pattern', () => {
    assert.equal(escapePattern('a.b|c(d)$'), 'a\\.b\\|c\\(d\\)\\$');
    fc.assert(
      fc.property(hostileText(20), text => {
        assert.ok(satisfies({ a: text }, [{ label: 'a', operator: '=~', value: escapePattern(text) }]));
      }),
    );
  });

  it('quote as PromQL reads', () => {
    assert.equal(quoteLabelValue('a"b\\c\nd\te\u007f'), '"a\\"b\\\\c\\nd\\u0009e\\u007f"');
  });
});

describe('the alerts of an entity', () => {
  const alert = (name: string, labels: Readonly<Record<string, string>>): Alert => ({
    ...{ name, severity: 'page', state: 'firing', labels: { alertname: name, ...labels }, silences: [] },
  });
  const ours = (annotations: Readonly<Record<string, string>>, one: Alert) => {
    const it = annotated(annotations);
    return alertFilter(it, bindingOf(it).binding)(one);
  };

  it('have the labels that bind it', () => {
    assert.equal(ours({}, alert('Down', { service: 'checkout' })), true);
    assert.equal(ours({}, alert('Down', { service: 'basket' })), false);
    assert.equal(ours({}, alert('Watchdog', {})), false);
    assert.equal(
      ours({ 'prometheus.io/labels': 'service=checkout,env=x' }, alert('Down', { service: 'checkout' })),
      false,
    );
  });

  it('are those that it names, of its own service or of nobody’s', () => {
    const named = { 'prometheus.io/alert': 'Down, Slow' };
    assert.equal(ours(named, alert('Down', { service: 'checkout' })), true);
    assert.equal(ours(named, alert('Other', { service: 'checkout' })), false);
    assert.equal(ours(named, alert('Slow', {})), true);
    assert.equal(ours(named, alert('Slow', { service: 'basket' })), false);
    assert.equal(ours({ 'prometheus.io/alert': 'all' }, alert('Other', { service: 'checkout' })), true);
    assert.equal(ours({ 'prometheus.io/alert': 'all' }, alert('Other', {})), false);
  });

  it('are those that it shows in Grafana', () => {
    assert.equal(ours({ 'grafana/alert-label-selector': 'app=shop' }, alert('X', { app: 'shop' })), true);
    assert.equal(ours({ 'grafana/alert-label-selector': 'app' }, alert('X', { app: 'shop' })), false);
  });
});

describe('what else annotations tell of health', () => {
  it('are pages of other tools', () => {
    assert.deepEqual(
      telemetryLinks(
        annotated({
          'grafana/overview-dashboard': 'https://grafana.example/d/1',
          'grafana/dashboard-selector': 'checkout',
          'datadoghq.com/dashboard-url': 'javascript:alert(1)',
          'pagerduty.com/service-id': 'P123',
          'pagerduty.com/integration-key': 'secret',
          'buildkite.com/project-slug': 'shop/../x',
          'newrelic.com/url': 'https://me:secret@newrelic.example/',
          'example.com/url': 'https://example.com',
        }),
      ),
      [
        { id: 'grafana/overview-dashboard', tool: 'Grafana', address: 'https://grafana.example/d/1' },
        {
          id: 'pagerduty.com/service-id',
          tool: 'PagerDuty',
          address: 'https://app.pagerduty.com/service-directory/P123',
        },
      ],
    );
  });

  it('are queries', () => {
    assert.deepEqual(namedQueries(annotated({ 'prometheus.io/rule': 'job:x|code, up ,|a,' })), [
      { query: 'job:x', dimension: 'code' },
      { query: 'up' },
    ]);
    assert.deepEqual(namedQueries(annotated({})), []);
  });

  it('are objectives of latency', () => {
    for (const [text, seconds] of [
      ['300ms', 0.3],
      ['0.5s', 0.5],
      [' 2 s ', 2],
      ['0s', undefined],
      ['fast', undefined],
      ['5', undefined],
    ] as const)
      assert.equal(latencyObjective(annotated({ 'goldenpath.dev/latency-objective': text })), seconds, text);
  });
});
