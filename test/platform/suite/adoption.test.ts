import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackstageCatalogue } from '../../../src/adapters/backstage/backstageCatalogue';
import { BackstageClient } from '../../../src/adapters/backstage/client';
import { BackstageScaffolder } from '../../../src/adapters/backstage/scaffolder';
import { readAdoption } from '../../../src/adapters/insights/adoptionSources';
import { main } from '../../../src/cli/main';
import { readAll } from '../../../src/core/catalogue/source';
import type { AdoptionReport } from '../../../src/core/insights/adoption/adoptionReport';
import { recordingLog } from '../../unit/recordingLog';
import { never, valueOf } from '../../unit/values';
import type { Platform } from '../platform.mjs';
import { getJson, guestToken, type Entity } from './requests';
import { scaffolderContent } from './scaffolderContent';
import { platformModules, sharedPlatform } from './sharedPlatform';

const LAMP = 'template:default/lamp';
const TOKEN = 'GOLDEN_PATH_ADOPTION_TEST_TOKEN';
const DAY = 86_400_000;

function clientOf({ url }: Platform, token: string): BackstageClient {
  return new BackstageClient({
    baseUrl: url,
    tokens: { token: () => Promise.resolve(token), refused: () => undefined },
    log: recordingLog(),
  });
}

async function adoptionOf(client: BackstageClient, now: number): Promise<AdoptionReport> {
  const entities = valueOf(await readAll(new BackstageCatalogue(client), never()));
  const sources = { catalogue: { entities, at: now }, scaffolder: new BackstageScaffolder(client) };
  return valueOf(await readAdoption(sources, { from: now - 365 * DAY, now }, never()));
}

describe('adoption of a real Backstage', function () {
  this.timeout(180_000);

  describe('with the demo organisation', () => {
    let report: AdoptionReport;
    let services: readonly Entity[];
    before(async () => {
      const { platform } = await sharedPlatform();
      report = await adoptionOf(clientOf(platform, platform.tokens.admin), Date.now());
      services = await getJson<Entity[]>(platform, '/catalog/entities?filter=kind=component,spec.type=service');
    });

    it('has every service, and those on the golden path by both forms of provenance', () => {
      const isMade = ({ metadata, spec }: Entity): boolean =>
        metadata.annotations?.['backstage.io/source-template'] !== undefined || spec?.['scaffoldedFrom'] !== undefined;
      const made = services.filter(isMade);
      assert.ok(
        services.length >= 12 && made.length >= 7,
        `${services.length} services, ${made.length} from templates`,
      );
      assert.ok(made.some(({ metadata }) => metadata.annotations?.['backstage.io/source-template'] === undefined));
      assert.equal(report.services, services.length);
      assert.deepEqual(report.goldenPath, { count: made.length, of: services.length });
      assert.deepEqual(
        new Set(report.beginnings?.filter(({ path }) => path !== 'off').map(({ ref }) => ref)),
        new Set(made.map(({ metadata }) => `component:default/${metadata.name}`)),
      );
    });

    it('has them by owner', () => {
      const owners = new Map<string, number>();
      for (const { relations } of services) {
        const owner = relations?.find(({ type }) => type === 'ownedBy')?.targetRef ?? '';
        owners.set(owner, (owners.get(owner) ?? 0) + 1);
      }
      assert.deepEqual(new Map(report.owners.map(({ owner, services: { of } }) => [owner, of])), owners);
    });

    it('says that nothing tells when they began, and how many engineers there are', async () => {
      const { platform } = await sharedPlatform();
      const users = await getJson<Entity[]>(platform, '/catalog/entities?filter=kind=user');
      assert.equal(report.engineers, users.length);
      const { unknown = 0, task = 0 } = report.firstSeen;
      assert.equal(unknown + task, report.services);
    });
  });

  describe('after runs of a template', () => {
    let platform: Platform;
    let content: string;
    let token: string;

    before(async () => {
      const { ensurePlatform, startPlatform } = await platformModules();
      ensurePlatform();
      content = scaffolderContent();
      platform = await startPlatform({ content });
      await platform.catalogueSettled();
      token = await guestToken(platform);
      const scaffolder = new BackstageScaffolder(clientOf(platform, token));
      for (const values of [{ name: 'lamp-service' }, { name: 'other' }, { name: 'third', fail: true }]) {
        const id = valueOf(await scaffolder.start(LAMP, values, {}, never()));
        valueOf(await scaffolder.follow(id, 0, () => undefined, never()));
      }
    });
    after(async () => {
      await platform?.stop();
      rmSync(content, { recursive: true, force: true });
    });

    it('has the runs, the failures and the step at which they fail', async () => {
      const report = await adoptionOf(clientOf(platform, token), Date.now());
      const [lamp, ...others] = report.templates;
      assert.deepEqual(others, []);
      assert.deepEqual([lamp?.template, lamp?.title, lamp?.runs, lamp?.failed], [LAMP, 'Lamp', 3, 1]);
      assert.equal(lamp?.failingStep, 'Break');
      // Backstage keeps times of runs in whole seconds, and these take less.
      assert.ok(lamp.medianMs !== null && lamp.medianMs >= 0 && lamp.medianMs < 60_000, String(lamp.medianMs));
      const failed = report.backlog.find(({ kind }) => kind === 'failedRun');
      assert.deepEqual([failed?.title, failed?.count, failed?.reach], ['Lamp: Break', 1, 1]);
      assert.ok(failed && failed.examples.length > 0);
      assert.ok(!JSON.stringify(report).includes('user:default/guest'));
      assert.ok(report.notes?.some(({ part }) => part === 'templates'));
    });

    it('gives the program the same numbers', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'golden-path-adoption-'));
      const now = Date.now();
      const output: string[] = [];
      const errors: string[] = [];
      process.env['GOLDEN_PATH_ADOPTION_TEST_TOKEN'] = token;
      try {
        const words = ['adoption', folder, '--server', platform.url, '--token-env', TOKEN, '--format', 'json'];
        const code = await main(words, {
          output: text => output.push(text),
          errors: text => errors.push(text),
          now: () => now,
        });
        assert.deepEqual([code, errors], [0, []]);
      } finally {
        delete process.env['GOLDEN_PATH_ADOPTION_TEST_TOKEN'];
        rmSync(folder, { recursive: true, force: true });
      }
      const told = JSON.parse(output.join('')) as AdoptionReport;
      const { templates, services, goldenPath, months, owners, firstSeen } = await adoptionOf(
        clientOf(platform, token),
        now,
      );
      for (const [part, expected] of Object.entries({ templates, services, goldenPath, months, owners, firstSeen }))
        assert.deepEqual(told[part as keyof AdoptionReport], expected, part);
    });
  });
});
