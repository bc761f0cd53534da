import * as assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../platform/platform.mjs';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import { DEMO_TEMPLATES } from './demoTemplates.js';
import { openStage, pictureFailures, pictures, type Stage } from './stage.js';
import { cloneInto, fillIn, runIt, SLOW_MS } from './templateSteps.js';

/** Every golden path of the demo, from the palette to the repository that is open in the editor, on a real Backstage. */
describe('a person with an idea', function () {
  this.timeout(150_000);
  let platform: Platform;
  let stage: Stage;
  let clones: string;
  const attempts = new Map<string, number>();

  before(async () => {
    clones = mkdtempSync(join(tmpdir(), 'golden-path-clones-'));
    const { startPlatform } = await platformModules();
    platform = await startPlatform();
    await platform.catalogueSettled();
    stage = await openStage({
      settings: {
        'goldenPath.backstage.url': platform.url,
        'goldenPath.backstage.signIn': 'guest',
        // The language server for scripts is not a part of the editor that the tests run in.
        'files.associations': { '*.{js,mjs,cjs,ts,mts}': 'plaintext' },
      },
    });
  });

  after(async () => {
    await stage?.close();
    await platform?.stop();
    rmSync(clones, { recursive: true, force: true });
  });

  pictureFailures(() => stage);

  for (const template of DEMO_TEMPLATES)
    it(`goes from the palette to the open repository: ${template.title}`, async () => {
      const { workbench } = stage;
      const attempt = (attempts.get(template.title) ?? 0) + 1;
      attempts.set(template.title, attempt);
      const { name, entity, repository } = template.makes(attempt);
      const began = Date.now();
      const seconds = (): string => ((Date.now() - began) / 1000).toFixed(1);
      await workbench.openActivity('Golden Path');
      await fillIn(stage, template, name);
      await runIt(stage, template);
      await workbench.notifications.toast(`${template.title} is complete`).waitFor({ timeout: SLOW_MS });
      await workbench.notifications.click(`${template.title} is complete`, 'Show in Catalogue');
      await workbench.tree('Catalogue').item(entity).waitFor({ timeout: 90_000 });
      const registered = seconds();
      const folder = mkdtempSync(join(clones, 'clone-'));
      const window = await cloneInto(stage, folder, template);
      const descriptor = window.page.locator('.explorer-folders-view .monaco-list-row', {
        hasText: 'catalog-info.yaml',
      });
      await descriptor.waitFor({ timeout: SLOW_MS });
      process.stdout.write(
        `      ${template.title}: from idea to registered ${registered} s, to the open repository ${seconds()} s\n`,
      );
      const clone = join(folder, repository);
      assert.ok(existsSync(join(clone, '.git')), 'it is a repository');
      for (const [path, text] of Object.entries(template.files))
        assert.match(readFileSync(join(clone, path), 'utf8'), text, path);
      await window.screenshot(join(pictures, `template-opened-${repository}-dark.png`));
      if (window !== workbench) await window.close();
    });
});
