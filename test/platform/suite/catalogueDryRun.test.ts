import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import { catalogueDryRun, uploadedDryRun, templateOrigin } from '../../../src/core/templates/previewRequest';
import type { DryRunRequest, TemplateFile } from '../../../src/core/templates/scaffolder';
import { valueOf } from '../../unit/values';
import type { Platform } from '../platform.mjs';
import { entityByName, guestToken, postJson } from './requests';
import { sharedPlatform } from './sharedPlatform';
import { sampleAnswers } from './templateAnswers';

function filesOf(folder: string): TemplateFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(file => ({ path: relative(folder, file).split(sep).join('/'), bytes: readFileSync(file) }));
}

/** The text of a file without the moment in which it was made, and without what a vault names anew each time. */
function withoutMoment(base64Content: string): string {
  const text = Buffer.from(base64Content, 'base64').toString('latin1');
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'MOMENT')
    .replace(/(secret-version: )"[\da-f]+"/, '$1VERSION');
}

describe('the dry run of a template of the catalogue, with a real Backstage', function () {
  this.timeout(90_000);
  let platform: Platform;
  let token: string;

  async function made({ files, ...request }: DryRunRequest): Promise<ReadonlyMap<string, string>> {
    const directoryContents = files.map(({ path, bytes }) => ({
      path,
      base64Content: Buffer.from(bytes).toString('base64'),
    }));
    const response = await postJson(platform, '/scaffolder/v2/dry-run', { ...request, directoryContents }, token);
    assert.equal(response.status, 200, await response.clone().text());
    const body = (await response.json()) as { directoryContents: { path: string; base64Content: string }[] };
    return new Map(body.directoryContents.map(({ path, base64Content }) => [path, withoutMoment(base64Content)]));
  }

  before(async () => {
    ({ platform } = await sharedPlatform());
    token = await guestToken(platform);
  });

  it('has templates that come from a repository', async () => {
    const template = await entityByName(platform, 'template', 'web-service');
    assert.deepEqual(templateOrigin(template), {
      kind: 'url',
      address: `${platform.gitUrl}/${platform.gitOrganisation}/golden-paths/src/branch/main/web-service/`,
    });
  });

  const templates = 'test/platform/content/templates';
  // Those without a skeleton act on an environment and write no files.
  for (const name of readdirSync(templates).filter(template => existsSync(join(templates, template, 'skeleton'))))
    it(`makes of ${name} the very files that it makes of an upload of its folder`, async () => {
      const repoUrl = `${platform.gitHost}?owner=${platform.gitOrganisation}&repo=parcel-quotes`;
      const sample = sampleAnswers(() => repoUrl)[name]?.full;
      assert.ok(sample, 'there are answers for every template');
      const answers = { values: sample.values, secrets: sample.secrets ?? {} };
      const folder = join(platform.contentDir, 'templates', name);
      const local = parse(readFileSync(join(folder, 'template.yaml'), 'utf8')) as unknown;
      const uploaded = await made(valueOf(uploadedDryRun(local, answers, filesOf(folder))));
      const fetched = await made(valueOf(catalogueDryRun(await entityByName(platform, 'template', name), answers)));
      assert.ok(fetched.size > 5);
      assert.deepEqual(Object.fromEntries(fetched), Object.fromEntries(uploaded));
    });
});
