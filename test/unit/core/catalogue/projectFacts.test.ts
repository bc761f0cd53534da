import assert from 'node:assert/strict';
import fc from 'fast-check';
import { entityName } from '../../../../src/core/catalogue/entityName.js';
import { detectFacts, tellsSomething } from '../../../../src/core/catalogue/projectFacts.js';
import { hostileText } from '../hostileText.js';

const facts = (files: Readonly<Record<string, string>>, folder = 'folder', repository?: string) =>
  detectFacts(new Map(Object.entries(files)), { folder, ...(repository ? { repository } : {}) });

describe('the facts about a folder', () => {
  it('of a Node.js service with everything', () => {
    const found = facts({
      'package.json':
        '{"name":"@parcels/tracking-api","description":"Where\\n a parcel is","private":true,"dependencies":{"pg":"1"}}',
      'tsconfig.json': '',
      Dockerfile: '',
      'mkdocs.yml': '',
      '.github/CODEOWNERS': '* @parcels/everyone\n* @parcels/tracking @ada # all\n/docs @parcels/writers\n',
      'openapi.yaml': 'openapi: 3.1.0\ninfo: { title: Tracking }\n',
      'k8s/deployment.yaml':
        'kind: Deployment\nmetadata:\n  name: tracking\n  labels:\n    app.kubernetes.io/part-of: tracking-system\n    backstage.io/kubernetes-id: tracker\n',
    });
    assert.deepEqual(found, {
      name: 'tracking-api',
      description: 'Where a parcel is',
      type: 'service',
      tags: ['nodejs', 'typescript'],
      owners: ['@parcels/tracking', '@ada'],
      partOf: 'tracking-system',
      apis: [{ name: 'tracking-api', type: 'openapi', path: 'openapi.yaml' }],
      docs: true,
      kubernetesId: 'tracker',
      packages: ['pg'],
    });
  });

  it('of an empty folder are its name, or better that of the repository', () => {
    assert.equal(facts({}, 'My Folder').name, 'my-folder');
    assert.equal(facts({}, 'My Folder', 'parcel_sorter').name, 'parcel-sorter');
    assert.equal(facts({}, '…').name, 'component');
    assert.equal(facts({}).type, 'service');
    assert.deepEqual(facts({}).apis, []);
  });

  const manifests: readonly (readonly [string, string, string, string, readonly string[]])[] = [
    [
      'pom.xml',
      '<project><parent><artifactId>parent</artifactId></parent><artifactId>sorter</artifactId><dependencies><dependency><artifactId>x</artifactId></dependency></dependencies></project>',
      'sorter',
      'service',
      ['java'],
    ],
    ['settings.gradle.kts', 'rootProject.name = "sorter"\n', 'sorter', 'service', ['java']],
    ['go.mod', 'module git.parcels.example/parcels/sorter/v2\n\ngo 1.24\n', 'sorter', 'library', ['go']],
    [
      'pyproject.toml',
      '[build-system]\nname = "no"\n[project]\nname = "Parcel_Sorter"\n',
      'parcel-sorter',
      'service',
      ['python'],
    ],
    ['Cargo.toml', "[package]\nname = 'sorter'\n", 'sorter', 'service', ['rust']],
  ];
  for (const [path, text, name, type, tags] of manifests)
    it(`come from ${path}`, () => {
      const found = facts({ [path]: text });
      assert.deepEqual([found.name, found.type, found.tags], [name, type, tags]);
      assert.ok(tellsSomething(path));
    });

  it('tell a website, a library and mere documentation', () => {
    assert.equal(facts({ 'package.json': '{"dependencies":{"react":"19"}}', Dockerfile: '' }).type, 'website');
    assert.equal(facts({ 'package.json': '{"name":"x","exports":"./x.js"}' }).type, 'library');
    assert.equal(facts({ 'package.json': '{"name":"x","exports":"./x.js","private":true}' }).type, 'service');
    assert.equal(facts({ 'Cargo.toml': '[package]\nname="x"\n', 'src/lib.rs': '' }).type, 'library');
    assert.equal(facts({ 'mkdocs.yml': '' }).type, 'documentation');
  });

  it('tell APIs of each type, by what is in the file', () => {
    const { apis } = facts({
      'api/openapi.json': '{ "openapi": "3.0.0" }',
      'api/values.yaml': 'replicas: 3\n',
      'events/parcelEvents.asyncapi.yaml': 'asyncapi: 3.0.0\n',
      'proto/parcels.proto': 'syntax = "proto3";\nservice Parcels {}\n',
      'proto/types.proto': 'syntax = "proto3";\nmessage Parcel {}\n',
      'schema.graphql': 'type Query { parcel: Parcel }\n',
      'test/fixtures/openapi.yaml': 'openapi: 3.0.0\n',
      'v1/openapi.yaml': 'openapi: 3.0.0\n',
    });
    assert.deepEqual(
      apis.map(({ name, type, path }) => [name, type, path]),
      [
        ['folder-api', 'openapi', 'api/openapi.json'],
        ['parcel-events', 'asyncapi', 'events/parcelEvents.asyncapi.yaml'],
        ['parcels', 'grpc', 'proto/parcels.proto'],
        ['folder-graphql', 'graphql', 'schema.graphql'],
        ['folder-api-2', 'openapi', 'v1/openapi.yaml'],
      ],
    );
  });

  it('survive every text in every file', () => {
    const names = [
      'package.json',
      'pom.xml',
      'settings.gradle',
      'go.mod',
      'pyproject.toml',
      'Cargo.toml',
      'CODEOWNERS',
      'openapi.yaml',
      'a.proto',
      'schema.graphql',
      'k8s/a.yaml',
    ];
    const named = (text: string): void => {
      const found = facts(Object.fromEntries(names.map(name => [name, text])));
      assert.match(found.name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    };
    fc.assert(fc.property(hostileText(200), named));
    for (const text of ['<', ' ', '@', '\n', '\n ', '<!--', '*a ', '<artifactId>'].map(piece => piece.repeat(100_000)))
      named(text);
  });
});

describe('the name of an entity', () => {
  it('has only what Backstage allows', () => {
    assert.equal(entityName('Überraschung & Co.'), 'uberraschung-co');
    assert.equal(entityName('--a__b..c--'), 'a-b-c');
    assert.equal(entityName('包裹'), undefined);
    assert.ok(entityName('x-'.repeat(60))!.length <= 63);
  });
});
