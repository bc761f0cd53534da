import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainSecretManifest } from '../../../../../../src/core/compliance/rules/access/plainSecretManifest.js';
import { secretInText, secretOf } from '../../../../../../src/core/compliance/rules/access/secretDetection.js';
import { secretInEnvValue } from '../../../../../../src/core/compliance/rules/access/secretInEnvValue.js';
import { hintOfName } from '../../../../../../src/core/compliance/rules/access/secretNames.js';
import { entropyOf } from '../../../../../../src/core/compliance/rules/access/secretShapes.js';
import { check, edited } from '../../ruleCheck.js';
import { objectWith, podWith, variable } from './accessTexts.js';

/** Put together here, so that no scanner of repositories takes a test for a leak. */
const GITHUB = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
const AWS = `AKIAZ3QX7RTB5MNC4KWP`;
const JWT = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzaG9wIn0x.c2lnbmF0dXJlLW9mLXNob3A`;

describe('Secrets in texts', () => {
  for (const [name, value] of [
    ['PASSWORD', 'tr0ub4dor'],
    ['db.password', 'postgres'],
    ['dbPassword', '12345'],
    ['API_TOKEN', '8f14e45fceea167a5a36dedd4bea2543'],
    ['SECRET', 'squirrelsquirrel'],
    ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzQ1'],
    ['ANYTHING', GITHUB],
    ['ANYTHING', AWS],
    ['ANYTHING', JWT],
    ['ANYTHING', '-----BEGIN RSA PRIVATE KEY-----\nMIIE'],
    ['DATABASE_URL', 'postgres://shop:tr0ub4dor@db.shop.svc:5432/shop'],
    ['JAVA_OPTS', '-Xmx1g -Ddb.password=tr0ub4dor -Dx=1'],
  ] as const)
    it(`are found: ${name} = ${value.slice(0, 12)}…`, () => {
      assert.notEqual(secretOf(name, value), undefined);
    });

  for (const [name, value] of [
    ['PASSWORD', ''],
    ['PASSWORD', 'changeme'],
    ['PASSWORD', 'change-me-please'],
    ['PASSWORD', 'xxxxxxxx'],
    ['PASSWORD', '********'],
    ['PASSWORD', '${DB_PASSWORD}'],
    ['PASSWORD', '$(DB_PASSWORD)'],
    ['PASSWORD', '$DB_PASSWORD'],
    ['PASSWORD', '<password>'],
    ['PASSWORD', '{{ .Values.password }}'],
    ['PASSWORD', 'your-password'],
    ['PASSWORD', 'ENC[AES256_GCM,data:abc=]'],
    ['PASSWORD', 'vault:secret/data/shop#password'],
    ['PASSWORD', 'op://shop/database/password'],
    ['PASSWORD', '/run/secrets/password'],
    ['PASSWORD', 'true'],
    ['DB_PASSWORD', 'db-password'],
    ['PASSWORD_FILE', '/etc/password'],
    ['PASSWORD_MIN_LENGTH', '12345'],
    ['SECRET_NAME', 'shop-database'],
    ['TLS_SECRET', 'shop-tls'],
    ['TOKEN_TTL', '3600'],
    ['TOKEN', 'bearer'],
    ['MAX_TOKENS', '40000'],
    ['INITIAL_CLUSTER_TOKEN', 'cluster0'],
    ['PUBLIC_KEY', 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A'],
    ['ENABLE_TOKEN', 'abc12345'],
    ['CACHE_KEY', 'user-sessions-by-id'],
    ['COMMIT', '8f14e45fceea167a5a36dedd4bea25432f1c9d00'],
    ['URL', 'https://user:password@registry.example.com/'],
    ['URL', 'https://user:${PASSWORD}@db:5432/'],
    ['URL', 'https://shop.example.com:8443/a@b'],
    ['AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE'],
  ] as const)
    it(`are not seen in what is none: ${name} = ${value}`, () => {
      assert.equal(secretOf(name, value), undefined);
    });

  it('are told by the words of a name, in any spelling', () => {
    assert.equal(hintOfName('spring.datasource.password'), 'password');
    assert.equal(hintOfName('--api-key'), 'token');
    assert.equal(hintOfName('clientSecret'), 'token');
    assert.equal(hintOfName('publicKey'), undefined);
    assert.equal(hintOfName('bypass'), undefined);
  });

  it('are found in lines of settings, but not in code', () => {
    assert.equal(secretInText('a=b\nexport DB_PASSWORD="abcd1234"\n')?.name, 'DB_PASSWORD');
    assert.equal(secretInText('spring:\n  password: abcd1234\n')?.name, 'password');
    assert.equal(secretInText('{"client_secret": "abcd1234efgh"}')?.name, 'client_secret');
    assert.equal(secretInText('REDIS_PASSWORD=\nUSER=shop'), undefined);
    assert.equal(secretInText('password = input("password: ")'), undefined);
    assert.equal(secretInText('password: string;\ntoken: required'), undefined);
    assert.equal(secretInText('if (token == expected1) {}'), undefined);
  });

  it('are looked for in time that grows with the text, not faster', () => {
    for (const part of ['=', 'a:', 'password:', '-----BEGIN ', 'x://', 'eyJaaaaaaaaaaa.', 'a="']) {
      const text = part.repeat(400_000 / part.length);
      secretOf('password', text);
      secretOf('x', `${text}\n@${text}`);
    }
  });

  it('are where they are said to be, in any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, value) => {
        const found = secretOf(name, value);
        assert.ok(!found || (found.start >= 0 && found.end <= value.length && found.start <= found.end));
      }),
    );
  });

  it('measure randomness in bits for each letter', () => {
    assert.equal(entropyOf('aaaa'), 0);
    assert.equal(entropyOf('abcd'), 2);
    assert.equal(entropyOf(''), 0);
  });
});

describe('k8s/secret-in-env-value', () => {
  const found = (text: string) => check(text, [secretInEnvValue]);

  it('marks the value, and never says it', () => {
    const text = variable('TOKEN', `"${GITHUB}"`);
    const [first] = found(text);
    assert.equal(first?.marked, `"${GITHUB}"`);
    for (const { finding, text: message } of found(text)) {
      assert.ok(!message.includes(GITHUB));
      assert.ok(!finding.values.some(value => value.includes(GITHUB)));
    }
    assert.equal(
      first.text,
      'The variable “TOKEN” of the container “shop” holds a secret in plain text: GitHub token.',
    );
  });

  it('takes the variable from a Secret', () => {
    const text = variable('DB_PASSWORD', 'tr0ub4dor');
    const fix = found(text)[0]?.finding.fixes?.()[0];
    assert.ok(fix);
    assert.match(
      edited(text, fix.edits),
      /- name: DB_PASSWORD\n {10}valueFrom:\n {12}secretKeyRef:\n {14}name: shop-secrets\n {14}key: DB_PASSWORD\n/,
    );
    const flow = podWith('      env: [{name: DB_PASSWORD, value: tr0ub4dor}]');
    const flowFix = found(flow)[0]?.finding.fixes?.()[0];
    assert.ok(flowFix);
    assert.equal(found(edited(flow, flowFix.edits)).length, 0);
  });

  for (const [title, container, count] of [
    ['a flag with its value', '      args: ["--db-password=tr0ub4dor"]', 1],
    ['a flag and its value behind it', '      args: [--db-password, tr0ub4dor]', 1],
    ['a command for a shell', '      command: [sh, -c, "PGPASSWORD=tr0ub4dor psql"]', 1],
    ['a flag with a variable', '      args: ["--db-password=$(DB_PASSWORD)"]', 0],
    ['a flag with a file', '      args: [--password-file, /run/secrets/password]', 0],
    ['a flag that is followed by another', '      args: [--password, --verbose]', 0],
    ['wrong types', '      args: {a: b}\n      env: none\n      command: [[a], null, {b: c}]', 0],
    ['variables of wrong types', '      env: [null, a, {name: [x], value: {y: z}}, {name: PASSWORD, value: 12345}]', 0],
  ] as const)
    it(`looks at arguments: ${title}`, () => {
      assert.equal(found(podWith(container)).length, count);
    });

  it('says nothing of what a template fills in', () => {
    assert.deepEqual(found(variable('DB_PASSWORD', '{{ .Values.password | quote }}')), []);
    assert.deepEqual(found(variable('DB_PASSWORD', '"{{ .Values.password }}tr0ub4dor"')), []);
  });

  it('marks the line of a ConfigMap with the secret in it', () => {
    const text = objectWith(
      'v1',
      'ConfigMap',
      'data:\n  app.properties: |\n    a=tr0ub4dor1\n    password=tr0ub4dor1\n  b: c',
    );
    const [first] = found(text);
    assert.equal(first?.marked, 'tr0ub4dor1');
    assert.equal(first.line, 8);
    assert.equal(first.text, 'The ConfigMap “shop” holds a secret in plain text under “app.properties: password”.');
  });

  it('leaves out the names that are allowed', () => {
    assert.deepEqual(
      check(variable('DB_PASSWORD', 'tr0ub4dor'), [secretInEnvValue], { options: { allowed: ['DB_PASSWORD'] } }),
      [],
    );
  });
});

describe('k8s/plain-secret-manifest', () => {
  const found = (rest: string, kind = 'Secret', apiVersion = 'v1') =>
    check(objectWith(apiVersion, kind, rest), [plainSecretManifest]);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');

  for (const [title, rest, count] of [
    ['a password', `data:\n  password: ${base64('tr0ub4dor')}`, 1],
    ['a password in plain text', 'stringData:\n  password: tr0ub4dor', 1],
    ['several, once', `data:\n  password: ${base64('tr0ub4dor')}\n  token: ${base64(GITHUB)}`, 1],
    [
      'a key',
      `type: kubernetes.io/tls\ndata:\n  tls.crt: ${base64('-----BEGIN CERTIFICATE-----\nMIIB')}\n  tls.key: ${base64('-----BEGIN PRIVATE KEY-----\nMIIE')}`,
      1,
    ],
    [
      'a login for a registry',
      `type: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: '{"auths":{"r.example.com":{"auth":"c2hvcDp0cjB1YjRkb3I="}}}'`,
      1,
    ],
    ['a keystore', `data:\n  keystore.jks: ${Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0, 1]).toString('base64')}`, 1],
    ['settings with a password in them', 'stringData:\n  app.yaml: |\n    user: shop\n    password: tr0ub4dor1', 1],
    ['what no name tells, but looks random', 'stringData:\n  it: 8f14e45fceea167a5a36dedd4bea2543', 1],
    ['a certificate alone', `data:\n  ca.crt: ${base64('-----BEGIN CERTIFICATE-----\nMIIB')}`, 0],
    ['a user and a host', `data:\n  username: ${base64('shop')}\n  host: ${base64('db.shop.svc')}`, 0],
    ['nothing', 'data: {}', 0],
    ['empty values', 'data:\n  password: ""\n  token:', 0],
    [
      'placeholders',
      `stringData:\n  password: changeme\n  token: \${TOKEN}\ndata:\n  secret: ${base64('<secret>')}`,
      0,
    ],
    ['what SOPS encrypted', 'data:\n  password: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\nsops:\n  mac: x', 0],
    ['no base64', 'data:\n  password: "!!!"', 0],
    ['wrong types', 'data: [a]\nstringData: b', 0],
    ['settings without secrets', 'stringData:\n  alertmanager.yaml: |\n    route:\n      receiver: default\n', 0],
  ] as const)
    it(`looks at the values: ${title}`, () => {
      assert.equal(found(rest).length, count);
    });

  it('leaves alone what is encrypted or brought in by its kind', () => {
    assert.deepEqual(found('data:\n  password: tr0ub4dor', 'SealedSecret', 'bitnami.com/v1alpha1'), []);
    assert.deepEqual(found('spec:\n  data: []', 'ExternalSecret', 'external-secrets.io/v1'), []);
  });

  it('marks the first value, names the keys and never says a value', () => {
    const [first] = found('stringData:\n  user: shop\n  password: tr0ub4dor\n  token: abcdefgh12345');
    assert.equal(first?.marked, 'tr0ub4dor');
    assert.equal(first.text, 'The Secret “shop” lies in the repository where everybody can read it: password, token.');
    assert.equal(first.finding.related?.length, 1);
  });
});
