import assert from 'node:assert/strict';
import { COMPOSE_RULES } from '../../../../../src/core/compliance/rules/composeRules.js';
import { check, edited, type CheckOptions } from '../ruleCheck.js';

const found = (id: string, text: string, settings: CheckOptions = {}) =>
  check(
    text,
    COMPOSE_RULES.filter(rule => rule.id === id),
    { path: 'compose.yaml', ...settings },
  );
const service = (rest: string): string => `services:\n  shop:\n    image: shop:1.4.2\n${rest}\n`;
const marked = (id: string, text: string): readonly string[] => found(id, text).map(each => each.marked);

describe('Rules for Compose files', () => {
  for (const [image, count] of [
    ['postgres', 1],
    ['postgres:latest', 1],
    ['registry.example.com:5000/shop', 1],
    ['registry.example.com:5000/shop:1.4.2', 0],
    ['postgres@sha256:0123456789abcdef', 0],
    ['postgres:${TAG:-latest}', 0],
    ['${IMAGE}', 0],
    ['"{{ image }}"', 0],
    ['[a]', 0],
    ['17', 1],
  ] as const)
    it(`look at the tag of ${image}`, () => {
      assert.equal(found('cmp/image-tag', `services:\n  database:\n    image: ${image}\n`).length, count);
    });

  it('want no tag of what is built here', () => {
    assert.deepEqual(marked('cmp/image-tag', 'services:\n  shop:\n    image: shop\n    build: .\n'), []);
  });

  it('find secrets in both forms of environment, and name a variable instead', () => {
    const text = service('    environment:\n      - DB_PASSWORD=tr0ub4dor\n      - DB_USER=shop');
    const [first] = found('cmp/plain-secret', text);
    assert.equal(first?.marked, 'DB_PASSWORD=tr0ub4dor');
    assert.ok(!first.text.includes('tr0ub4dor'));
    assert.match(edited(text, first.finding.fixes?.()[0]?.edits ?? []), /- "DB_PASSWORD=\$\{DB_PASSWORD\}"\n/);
    assert.deepEqual(marked('cmp/plain-secret', service('    environment: { DB_PASSWORD: tr0ub4dor }')), ['tr0ub4dor']);
    assert.deepEqual(marked('cmp/plain-secret', service('    environment: { DB_PASSWORD: 12345 }')), ['12345']);
  });

  it('see no secret in variables, placeholders, files and what is empty', () => {
    for (const value of [
      '${DB_PASSWORD}',
      '${DB_PASSWORD:?}',
      '$DB_PASSWORD',
      'changeme',
      '',
      '/run/secrets/x',
      'true',
      '[a]',
    ])
      assert.deepEqual(marked('cmp/plain-secret', service(`    environment:\n      DB_PASSWORD: ${value}`)), [], value);
  });

  for (const [volume, count] of [
    ['/var/run/docker.sock:/var/run/docker.sock', 1],
    ['/run/docker.sock:/x:ro', 1],
    ['{ type: bind, source: /var/run/docker.sock, target: /x }', 1],
    ['./docker.sock:/x', 0],
    ['data:/var/lib', 0],
    ['{ type: bind }', 0],
    ['7', 0],
  ] as const)
    it(`look at what is mounted: ${volume}`, () => {
      assert.equal(found('cmp/docker-sock', service(`    volumes:\n      - ${volume}`)).length, count);
    });

  for (const [port, open, mended] of [
    ['"8080:80"', 1, "'127.0.0.1:8080:80'"],
    ['8080:80/udp', 1, "'127.0.0.1:8080:80/udp'"],
    ['"0.0.0.0:8080:80"', 1, "'127.0.0.1:8080:80'"],
    ['"8080-8090:80-90"', 1, "'127.0.0.1:8080-8090:80-90'"],
    ['"127.0.0.1:8080:80"', 0, undefined],
    ['"[::1]:8080:80"', 0, undefined],
    ['"443:8443"', 0, undefined],
    ['8080', 0, undefined],
    ['"${PORT}:80"', 0, undefined],
    ['{ target: 80, published: 8080 }', 1, undefined],
    ['{ target: 80, published: "8080", host_ip: 127.0.0.1 }', 0, undefined],
    ['{ target: 80, published: 8080, host_ip: "${ADDRESS}" }', 0, undefined],
    ['{ target: 80 }', 0, undefined],
    ['[a]', 0, undefined],
  ] as const)
    it(`look at the address of the port ${port}`, () => {
      const text = service(`    ports:\n      - ${port}`);
      const all = found('cmp/port-on-all-interfaces', text);
      assert.equal(all.length, open);
      const fix = all[0]?.finding.fixes?.()[0];
      assert.equal(fix?.edits[0]?.text, mended);
    });

  for (const [first, second, count] of [
    ['"8080:80"', '"8080:81"', 1],
    ['"127.0.0.1:8080:80"', '"8080:81"', 1],
    ['"127.0.0.1:8080:80"', '"127.0.0.2:8080:80"', 0],
    ['"8080:80/tcp"', '"8080:80/udp"', 0],
    ['"8080-8085:80"', '"8082:80"', 0],
    ['"8080:80"', '{ target: 80, published: 8080 }', 1],
    ['"${PORT}:80"', '"${PORT}:80"', 0],
    ['80', '80', 0],
  ] as const)
    it(`see ports that are published twice: ${first} and ${second}`, () => {
      const text = `services:\n  a:\n    ports: [${first}]\n  b:\n    ports: [${second}]\n`;
      assert.equal(found('cmp/duplicate-ports', text).length, count);
    });

  it('let services of profiles share a port', () => {
    const text = 'services:\n  a:\n    ports: ["80:80"]\n  b:\n    profiles: [debug]\n    ports: ["80:80"]\n';
    assert.deepEqual(marked('cmp/duplicate-ports', text), []);
  });

  it('want a health check of what others wait for, unless one says how it waits', () => {
    const waits = (condition: string): string =>
      `services:\n  a:\n    image: a:1\n    depends_on:\n      b: ${condition}\n  b:\n    image: b:1\n`;
    assert.deepEqual(marked('cmp/healthcheck', waits('{}')), ['b']);
    assert.deepEqual(marked('cmp/healthcheck', waits('{ condition: service_started }')), ['b']);
    assert.deepEqual(marked('cmp/healthcheck', waits('{ condition: service_healthy }')), []);
    assert.deepEqual(marked('cmp/healthcheck', waits('{ condition: service_completed_successfully }')), []);
    assert.deepEqual(marked('cmp/healthcheck', `${waits('{}')}    healthcheck: { disable: true }\n`), []);
  });

  it('read anchors and merges', () => {
    const text = `x-base: &base\n  privileged: true\nservices:\n  a:\n    <<: *base\n    image: a:1\n`;
    const [first] = found('cmp/privileged', text);
    assert.equal(first?.line, 2);
    assert.deepEqual(first.finding.fixes?.(), []);
  });

  it('throw for nothing', () => {
    for (const text of [
      'services: []\n',
      'services:\n',
      'services: { a: , b: [], c: 7 }\n',
      'services:\n  a: { ports: {}, volumes: a, environment: 7, depends_on: 1, image: {}, privileged: [], build: }\n',
      'services:\n  a: &a { image: x, extends: *a, depends_on: *a }\n',
      'services:\n  a: { ports: [~, [], {}], volumes: [~, {}], environment: [~, {}, "="] }\n',
    ])
      assert.doesNotThrow(() => check(text, COMPOSE_RULES, { path: 'compose.yaml' }));
  });
});
