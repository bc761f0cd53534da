import assert from 'node:assert/strict';
import type { Platform } from '../platform.mjs';
import { mark, templateNames } from './goldenPathList';
import type { Template } from './goldenPathList';
import { brokenRules } from './manifestRules';
import { getJson, guestToken, postJson } from './requests';
import type { Entity } from './requests';
import { sharedPlatform } from './sharedPlatform';
import { registryPassword, sampleAnswers, webhookSecret } from './templateAnswers';
import { dryRun, parseStrictly } from './templateRun';

interface Waiver {
  readonly rule: string;
  readonly match: { readonly path: string; readonly kind: string; readonly name: string };
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
}
type Schema = Readonly<Record<string, unknown>>;

describe('the golden paths, dry', function () {
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

  for (const name of templateNames)
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
        assert.equal(record['version'], mark(template, 'version'));
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
          const [read] = parseStrictly('waivers', waiverFile) as [{ waivers: readonly Waiver[] | null }];
          const waivers = read.waivers ?? [];
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

      it('builds its image from pinned bases, and not as root', async () => {
        const { files } = await dryRun(platform, name, answers[name]!.full, token);
        const lines = (files.get('Dockerfile') ?? '').split('\n');
        assert.equal(
          lines.length > 1,
          [...files.keys()].some(path => path.startsWith('k8s/')),
        );
        for (const line of lines.filter(each => each.startsWith('FROM ')))
          assert.match(line, /:\d[^@]*@sha256:[0-9a-f]{64}/);
        assert.ok(!lines.some(line => /^(ADD|MAINTAINER) /.test(line)));
        if (lines.length === 1) return;
        assert.match(lines.findLast(line => line.startsWith('USER ')) ?? '', /^USER [1-9]\d*:[1-9]\d*$/);
        assert.equal(lines.filter(line => line.startsWith('CMD ["')).length, 1);
        assert.equal(lines.filter(line => line.startsWith('HEALTHCHECK ')).length, 1);
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

      it('has a pipeline that runs the compliance scan, with pinned versions and few rights', async () => {
        const { files } = await dryRun(platform, name, answers[name]!.least, token);
        const workflows = [...files].filter(([path]) => path.startsWith('.github/workflows/'));
        const scan = /npx --yes --package "\$\{GOLDEN_PATH_PACKAGE:\?\}" -- golden-path scan .*--format sarif/;
        assert.ok(workflows.some(([, text]) => scan.test(text)));
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

  it('refuses a signing secret that is too short', async () => {
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
});
