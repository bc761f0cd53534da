import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from '../platform.mjs';
import { brokenRules } from './manifestRules';
import { entityByName, eventually, getJson, guestToken, postJson } from './requests';
import type { Entity } from './requests';
import { sharedPlatform } from './sharedPlatform';
import { registryPassword, sampleAnswers, webhookSecret } from './templateAnswers';
import { dryRun, filesBelow, parseStrictly, readTemplate, templateFolder } from './templateRun';

interface Template extends Entity {
  readonly metadata: Entity['metadata'] & { readonly tags?: readonly string[] };
  readonly spec: {
    readonly type: string;
    readonly lifecycle?: string;
    readonly parameters: unknown;
    readonly steps: readonly {
      readonly action: string;
      readonly input?: { values?: Record<string, unknown>; copyWithoutTemplating?: readonly string[] };
    }[];
    readonly output?: unknown;
  };
}
interface Waiver {
  readonly rule: string;
  readonly match: { readonly path: string; readonly kind: string; readonly name: string };
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
}
type Schema = Readonly<Record<string, unknown>>;

const names = [
  'data-pipeline',
  'environment',
  'event-worker',
  'library',
  'node-service-classic',
  'web-service',
] as const;

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
  let answers: ReturnType<typeof sampleAnswers>;

  before(async () => {
    ({ platform } = await sharedPlatform());
    token = await guestToken(platform);
    templates = await getJson<Template[]>(platform, '/catalog/entities?filter=kind=template');
    answers = sampleAnswers(name => `${platform.gitHost}?owner=${platform.gitOrganisation}&repo=${name}`);
  });

  const annotation = ({ metadata }: Template, name: string) => metadata.annotations?.[`goldenpath.dev/${name}`];

  it('are those that this suite knows', () => {
    assert.deepEqual(templates.map(({ metadata }) => metadata.name).sort(), names);
  });

  it('are marked and ranked by the platform team', () => {
    const refs = new Set(templates.map(({ metadata }) => `template:default/${metadata.name}`));
    const ranks = templates.map(template => Number(annotation(template, 'rank')));
    assert.ok(ranks.every(rank => Number.isInteger(rank) && rank > 0));
    assert.equal(new Set(ranks).size, ranks.length, 'no two have the same rank');
    const rankOf = (path: string) =>
      templates.filter(each => annotation(each, 'path') === path).map(each => Number(annotation(each, 'rank')));
    assert.ok(Math.max(...rankOf('golden')) < Math.min(...rankOf('paved')));
    assert.ok(Math.max(...rankOf('paved')) < Math.min(...rankOf('deprecated')));
    for (const template of templates) {
      const { metadata, spec } = template;
      const path = annotation(template, 'path');
      assert.ok(['golden', 'paved', 'deprecated'].includes(path ?? ''), metadata.name);
      assert.equal(metadata.tags?.includes('recommended'), path === 'golden', metadata.name);
      assert.equal(metadata.tags?.includes('deprecated'), path === 'deprecated', metadata.name);
      assert.equal(spec.lifecycle, path === 'deprecated' ? 'deprecated' : 'production', metadata.name);
      for (const name of ['deviates-from', 'deviation'])
        assert.equal(annotation(template, name) !== undefined, path === 'paved', `${metadata.name} ${name}`);
      assert.equal(annotation(template, 'replaced-by') !== undefined, path === 'deprecated', metadata.name);
      for (const name of ['deviates-from', 'replaced-by'])
        assert.ok([undefined, ...refs].includes(annotation(template, name)), `${metadata.name} ${name}`);
    }
  });

  it('have one version, wherever it stands', () => {
    for (const template of templates) {
      const version = annotation(template, 'version');
      assert.match(version ?? '', /^\d+\.\d+\.\d+$/);
      assert.equal(template.metadata.annotations?.['backstage.io/template-version'], version);
      const given = template.spec.steps.flatMap(({ input }) => input?.values?.['templateVersion'] ?? []);
      assert.deepEqual(given, [version], template.metadata.name);
    }
  });

  it('use every answer they ask for', () => {
    for (const name of names) {
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
    for (const name of names) {
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

  for (const name of names)
    describe(`${name}, in a dry run`, () => {
      for (const sample of ['full', 'least'] as const)
        it(`writes files that parse, with the ${sample} answers`, async () => {
          const { status, errors, log, files } = await dryRun(platform, name, answers[name]![sample], token);
          assert.equal(status, 200, JSON.stringify(errors));
          assert.ok(!log.some(({ body }) => body.status === 'failed'));
          for (const [path, text] of files) {
            assert.doesNotMatch(text, /@(GIT_HOST|GIT_URL|BACKSTAGE_URL)@|\$\{\{ *\(*values|\[object Object\]/, path);
            if (/\.ya?ml$/.test(path)) parseStrictly(path, text);
            if (path.endsWith('.json')) JSON.parse(text);
            if (path.endsWith('.md')) assert.doesNotMatch(text, /<b>/, path);
          }
        });

      it('records the answers, without secrets', async () => {
        const { files, log } = await dryRun(platform, name, answers[name]!.full, token);
        const [record] = parseStrictly('answers', files.get('.golden-path/answers.yaml') ?? '') as [Schema];
        const template = templates.find(({ metadata }) => metadata.name === name)!;
        assert.equal(record['template'], `template:default/${name}`);
        assert.equal(record['version'], annotation(template, 'version'));
        const open = Object.entries(answers[name]!.full.values).filter(
          ([key]) => key !== 'webhookSecret' && key !== 'registryPassword',
        );
        assert.deepEqual(record['values'], Object.fromEntries(open));
        const everything = JSON.stringify([[...files], log]);
        assert.ok(!everything.includes(webhookSecret) && !everything.includes(registryPassword));
      });

      it('says where it comes from in every entity', async () => {
        const { files } = await dryRun(platform, name, answers[name]!.full, token);
        for (const entity of parseStrictly('catalog-info', files.get('catalog-info.yaml') ?? '') as Entity[]) {
          const { annotations } = entity.metadata;
          assert.equal(annotations?.['backstage.io/source-template'], `template:default/${name}`);
          assert.match(annotations['goldenpath.dev/template-version'] ?? '', /^\d+\.\d+\.\d+$/);
        }
      });

      it('keeps the rules of the platform, or says why it need not', async () => {
        for (const sample of ['full', 'least'] as const) {
          const { files } = await dryRun(platform, name, answers[name]![sample], token);
          const manifests = [...files].flatMap(([path, text]) =>
            /^(k8s|observability)\/.*\.yaml$/.test(path) ? parseStrictly(path, text) : [],
          );
          const waiverFile = files.get('.golden-path/waivers.yaml') ?? 'waivers: []';
          const [{ waivers }] = parseStrictly('waivers', waiverFile) as [{ waivers: readonly Waiver[] }];
          for (const { reason, owner, expires, match } of waivers) {
            assert.ok(reason.length > 20 && match.path && match.kind && match.name, JSON.stringify(match));
            assert.match(owner, /^group:default\/[a-z-]+$/);
            assert.match(expires, /^\d{4}-\d\d-\d\d$/);
            const [path, text] = [...files].find(([file]) => file === match.path) ?? [];
            assert.ok(
              path &&
                (parseStrictly(path, text ?? '') as Entity[]).some(
                  ({ kind, metadata }) => kind === match.kind && metadata.name === match.name,
                ),
              `a waiver for what is not there: ${JSON.stringify(match)}`,
            );
          }
          const waived = waivers.flatMap(({ rule, match }) => (match.path.startsWith('k8s/') ? [rule] : [])).sort();
          assert.deepEqual(manifests.length > 0 ? brokenRules(manifests) : [], waived);
        }
      });

      it('has a place in its runbook for every alert', async () => {
        const { files } = await dryRun(platform, name, answers[name]!.full, token);
        const rules = files.get('observability/alerts.yaml');
        const headings = [...(files.get('docs/runbook.md') ?? '').matchAll(/^## (.+)$/gm)].map(
          ([, heading]) => `#${heading?.toLowerCase()}`,
        );
        const addresses = [...(rules ?? '').matchAll(/runbook_url: (\S+)/g)].map(
          ([, address = '']) => new URL(address),
        );
        assert.equal(addresses.length > 0, rules !== undefined);
        for (const { hash } of addresses) assert.ok(headings.includes(hash), hash);
      });

      it('scans itself in its pipeline, with pinned versions and few rights', async () => {
        const { files } = await dryRun(platform, name, answers[name]!.least, token);
        const workflows = [...files].filter(([path]) => path.startsWith('.github/workflows/'));
        assert.ok(workflows.some(([, text]) => /npx --yes golden-path@\d+\.\d+\.\d+ scan .*--format sarif/.test(text)));
        for (const [path, text] of workflows) {
          const [{ permissions, jobs }] = parseStrictly(path, text) as [
            { permissions: unknown; jobs: Record<string, Schema> },
          ];
          assert.deepEqual(permissions, { contents: 'read' });
          for (const job of Object.values(jobs)) assert.equal(typeof job['timeout-minutes'], 'number');
          for (const [, version] of text.matchAll(/uses: [^@\n]+@(.*)/g))
            assert.match(version ?? '', /^[0-9a-f]{40} # v\d/);
          const checkouts = text.match(/actions\/checkout@/g)?.length;
          assert.equal(text.match(/persist-credentials: false/g)?.length, checkouts, path);
        }
      });

      for (const what of Object.keys(sampleAnswers(String)[name]!.refused))
        it(`refuses ${what}`, async () => {
          const { full, refused } = answers[name]!;
          const changed = { ...full, values: { ...full.values, ...refused[what] } };
          const { status, errors } = await dryRun(platform, name, changed, token);
          assert.equal(status, 400);
          assert.ok(errors.length > 0);
        });
    });

  it('refuse a signing secret that is too short', async () => {
    const task = {
      templateRef: 'template:default/event-worker',
      values: answers['event-worker']!.full.values,
      secrets: { webhookSecret: 'short' },
    };
    const response = await postJson(platform, '/scaffolder/v2/tasks', task, token);
    assert.equal(response.status, 400);
    const text = await response.text();
    assert.match(text, /webhookSecret/);
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
    for (const name of names) {
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
    for (const name of names)
      await eventually(`the owner of ${name}`, async () => {
        const template = await entityByName(platform, 'template', name);
        return template?.relations?.some(({ type }) => type === 'ownedBy') ? true : undefined;
      });
  });
});
