import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from '../platform.mjs';
import { actingTemplateNames, mark, templateNames } from './goldenPathList';
import type { Template } from './goldenPathList';
import { entityByName, eventually, getJson, guestToken } from './requests';
import { sharedPlatform } from './sharedPlatform';
import { filesBelow, readTemplate, templateFolder } from './templateRun';

type Schema = Readonly<Record<string, unknown>>;

/** Every place in a schema, itself first. */
function* placesOf(schema: unknown): Generator<Schema> {
  if (typeof schema !== 'object' || schema === null) return;
  if (!Array.isArray(schema)) yield schema as Schema;
  for (const value of Object.values(schema)) yield* placesOf(value);
}

describe('the golden paths of the demo', function () {
  this.timeout(90_000);
  let platform: Platform;
  let token: string;
  let templates: readonly Template[];

  before(async () => {
    ({ platform } = await sharedPlatform());
    token = await guestToken(platform);
    templates = await getJson<Template[]>(platform, '/catalog/entities?filter=kind=template');
  });

  it('are those that this suite knows', () => {
    assert.deepEqual(
      templates.map(({ metadata }) => metadata.name).sort(),
      [...templateNames, ...actingTemplateNames].sort(),
    );
  });

  it('are marked and ranked by the platform team', () => {
    const refs = new Set(templates.map(({ metadata }) => `template:default/${metadata.name}`));
    const ranks = templates.map(template => Number(mark(template, 'rank')));
    assert.ok(ranks.every(rank => Number.isInteger(rank) && rank > 0));
    assert.equal(new Set(ranks).size, ranks.length, 'no two have the same rank');
    const rankOf = (path: string) =>
      templates.filter(each => mark(each, 'path') === path).map(each => Number(mark(each, 'rank')));
    assert.ok(Math.max(...rankOf('golden')) < Math.min(...rankOf('paved')));
    assert.ok(Math.max(...rankOf('paved')) < Math.min(...rankOf('deprecated')));
    for (const template of templates) {
      const { metadata, spec } = template;
      const path = mark(template, 'path');
      assert.ok(['golden', 'paved', 'deprecated'].includes(path ?? ''), metadata.name);
      assert.equal(metadata.tags?.includes('recommended'), path === 'golden', metadata.name);
      assert.equal(metadata.tags?.includes('deprecated'), path === 'deprecated', metadata.name);
      assert.equal(spec.lifecycle, path === 'deprecated' ? 'deprecated' : 'production', metadata.name);
      for (const name of ['deviates-from', 'deviation'])
        assert.equal(mark(template, name) !== undefined, path === 'paved', `${metadata.name} ${name}`);
      assert.equal(mark(template, 'replaced-by') !== undefined, path === 'deprecated', metadata.name);
      for (const name of ['deviates-from', 'replaced-by'])
        assert.ok([undefined, ...refs].includes(mark(template, name)), `${metadata.name} ${name}`);
    }
  });

  it('have one version, wherever it stands', () => {
    for (const template of templates) {
      const version = mark(template, 'version');
      assert.match(version ?? '', /^\d+\.\d+\.\d+$/);
      assert.equal(template.metadata.annotations?.['backstage.io/template-version'], version);
      const given = template.spec.steps.flatMap(({ input }) => input?.values?.['templateVersion'] ?? []);
      const makesFiles = template.spec.steps.some(({ action }) => action === 'fetch:template');
      assert.deepEqual(given, makesFiles ? [version] : [], template.metadata.name);
    }
  });

  it('use every answer they ask for', () => {
    for (const name of [...templateNames, ...actingTemplateNames]) {
      const { spec } = readTemplate(platform, name) as Template;
      const used = JSON.stringify([spec.steps, spec.output]);
      for (const page of [spec.parameters].flat())
        for (const place of placesOf(page))
          // The properties of a page, and of what it shows in some cases; those of a nested object are used with that.
          if (place['properties'] && place['type'] !== 'object')
            for (const property of Object.keys(place['properties']))
              assert.ok(used.includes(`parameters.${property}`), `${name}: ${property}`);
    }
  });

  it('show every kind of field a form can have', async () => {
    const seen = new Set<string>();
    for (const name of templateNames) {
      const form = await getJson<{ steps: readonly { schema: unknown }[] }>(
        platform,
        `/scaffolder/v2/templates/default/template/${name}/parameter-schema`,
        token,
      );
      for (const { schema } of form.steps)
        for (const place of placesOf(schema)) {
          for (const key of Object.keys(place)) seen.add(key);
          for (const key of ['type', 'format', 'ui:field', 'ui:widget'])
            if (typeof place[key] === 'string') seen.add(`${key}=${place[key]}`);
          if (place['type'] === 'array') seen.add(`array of ${String((place['items'] as Schema)['type'])}`);
        }
    }
    const wanted = [
      ...['string', 'integer', 'number', 'boolean', 'array', 'object'].map(type => `type=${type}`),
      ...['email', 'uri', 'date'].map(format => `format=${format}`),
      ...['textarea', 'radio', 'checkboxes', 'password', 'hidden', 'updown', 'range'].map(
        widget => `ui:widget=${widget}`,
      ),
      ...[
        'OwnerPicker',
        'EntityPicker',
        'MultiEntityPicker',
        'OwnedEntityPicker',
        'MyGroupsPicker',
        'EntityTagsPicker',
      ].map(field => `ui:field=${field}`),
      ...['EntityNamePicker', 'RepoUrlPicker', 'Secret'].map(field => `ui:field=${field}`),
      ...['array of string', 'array of integer', 'array of object'],
      ...[
        'pattern',
        'minLength',
        'maxLength',
        'minimum',
        'maximum',
        'multipleOf',
        'enum',
        'enumNames',
        'oneOf',
        'const',
      ],
      ...[
        'minItems',
        'maxItems',
        'uniqueItems',
        'dependencies',
        'if',
        'then',
        'else',
        'default',
        'not',
        'catalogFilter',
      ],
      ...['ui:autofocus', 'ui:help', 'ui:readonly', 'ui:placeholder', 'ui:options'],
    ];
    assert.deepEqual(
      wanted.filter(what => !seen.has(what)),
      [],
    );
  });

  it('hand a password to no step, since steps write what they are given into the log', () => {
    const { spec } = readTemplate(platform, 'node-service-classic') as Template;
    const inputs = JSON.stringify(spec.steps.map(({ input }) => input));
    assert.doesNotMatch(inputs, /registryPassword|\$\{\{ *parameters *\}\}/);
  });

  it('keep what they share in step', () => {
    const shared: Readonly<Record<string, readonly string[]>> = {
      'src/log.js': ['web-service', 'event-worker', 'data-pipeline'],
      'src/environment.js': ['event-worker', 'data-pipeline'],
      'src/metrics.js': ['event-worker', 'data-pipeline'],
      'src/operationsServer.js': ['event-worker', 'data-pipeline'],
      'src/tracer.js': ['event-worker', 'data-pipeline'],
      '.github/workflows/ci.yaml': ['web-service', 'event-worker', 'data-pipeline'],
    };
    for (const [path, [first, ...others]] of Object.entries(shared))
      for (const other of others) {
        const textOf = (name: string) => readFileSync(join(templateFolder(platform, name), 'skeleton', path), 'utf8');
        assert.equal(textOf(other), textOf(first!), `${path} of ${other} and ${first}`);
      }
  });

  it('hold no program text that a form could change', () => {
    for (const name of templateNames) {
      const { spec } = readTemplate(platform, name) as Template;
      const copied = spec.steps.flatMap(({ input }) => input?.copyWithoutTemplating ?? []);
      const skeleton = join(templateFolder(platform, name), 'skeleton');
      assert.ok(existsSync(skeleton));
      for (const path of filesBelow(skeleton))
        if (/^(src|test|scripts|\.github)\//.test(path))
          assert.ok(
            copied.some(pattern => path.startsWith(pattern.replace('**', ''))),
            `${name} ${path}`,
          );
    }
  });

  it('are in the catalogue with their owners', async () => {
    for (const name of [...templateNames, ...actingTemplateNames])
      await eventually(`the owner of ${name}`, async () => {
        const template = await entityByName(platform, 'template', name);
        return template?.relations?.some(({ type }) => type === 'ownedBy') ? true : undefined;
      });
  });
});
