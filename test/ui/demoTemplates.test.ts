import * as assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Workbench } from '../host/workbench.mjs';
import type { Page } from 'playwright-core';
import type { Platform } from '../platform/platform.mjs';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import { DEMO_TEMPLATES, type DemoTemplate } from './demoTemplates.js';
import { answerForm } from './formScript.js';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

/** The longest that a server or a new window takes on a busy machine. */
const SLOW_MS = 45_000;

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

  /** Chooses a template in the palette, and answers what its form asks. */
  const fillIn = async (template: DemoTemplate, name: string): Promise<void> => {
    const { workbench } = stage;
    const { quickInput } = workbench;
    await workbench.runCommand('Golden Path: Create from Template…');
    await quickInput.row('Web service').waitFor({ timeout: SLOW_MS });
    await quickInput.fill(template.title);
    await quickInput.row(template.title).waitFor();
    await quickInput.accept();
    if (template.warning) {
      await workbench.dialog.message.filter({ hasText: template.warning }).waitFor();
      await picture(workbench, 'template-deprecated-dark');
      await workbench.dialog.button('Use Web service').waitFor();
      await workbench.dialog.choose('Use It Anyway');
    }
    await quickInput.title.filter({ hasText: template.first }).waitFor({ timeout: SLOW_MS });
    await answerForm(workbench, template.answers(name));
    await quickInput.pick('Go On');
  };

  /** Sees every file before it is made, or does without. */
  const runIt = async ({ title, previews }: DemoTemplate): Promise<void> => {
    const { workbench } = stage;
    await workbench.quickInput.row('Preview the Files').waitFor();
    if (!previews) {
      await workbench.quickInput.pick('Create Now');
      return;
    }
    await workbench.quickInput.pick('Preview the Files');
    await workbench.notifications.received(`${title} would make`);
    await workbench.tree('Template Preview').item('answers.yaml').waitFor({ timeout: SLOW_MS });
    await workbench.notifications.click(`${title} would make`, 'Create Now');
  };

  /**
   * Has VS Code's own git clone the repository of the newest run of a template, and opens it as the person is asked.
   * @returns the window that shows it: this one, or another one of the browser
   */
  const cloneInto = async (folder: string, { title }: DemoTemplate): Promise<Workbench> => {
    const { workbench } = stage;
    const { quickInput, page, dialog } = workbench;
    await workbench.runCommand('Golden Path: Focus on Runs View');
    await (await workbench.tree('Runs').contextMenu(title)).choose('Open Repository of a Run');
    await quickInput.pick('Clone and Open');
    await quickInput.title.filter({ hasText: /clone/i }).waitFor();
    // The dialog for folders writes where it begins into its box a moment after it is shown.
    await quickInput.row('..').waitFor();
    await quickInput.fill(`${folder}/`);
    await page.waitForTimeout(300);
    assert.equal(await quickInput.input.inputValue(), `${folder}/`);
    await quickInput.root.getByRole('button', { name: 'Select as Repository Destination' }).click();
    await dialog.root.filter({ hasText: 'open the repository' }).waitFor({ timeout: SLOW_MS });
    const shown = new Promise<Page>(resolve => {
      workbench.context.once('page', resolve);
      page.on('framenavigated', frame => (frame === page.mainFrame() ? resolve(page) : undefined));
    });
    await dialog.button(/^Open$/).click();
    const opened = await shown;
    const window =
      opened === page ? workbench : new Workbench(stage.host, workbench.context, opened, () => opened.close());
    await window.ready();
    return window;
  };

  for (const template of DEMO_TEMPLATES)
    it(`goes from the palette to the open repository: ${template.title}`, async () => {
      const { workbench } = stage;
      const attempt = (attempts.get(template.title) ?? 0) + 1;
      attempts.set(template.title, attempt);
      const { name, entity, repository } = template.makes(attempt);
      const began = Date.now();
      const seconds = (): string => ((Date.now() - began) / 1000).toFixed(1);
      await workbench.openActivity('Golden Path');
      await fillIn(template, name);
      await runIt(template);
      await workbench.notifications.toast(`${template.title} is complete`).waitFor({ timeout: SLOW_MS });
      await workbench.notifications.click(`${template.title} is complete`, 'Show in Catalogue');
      await workbench.tree('Catalogue').item(entity).waitFor({ timeout: 90_000 });
      const registered = seconds();
      const folder = mkdtempSync(join(clones, 'clone-'));
      const window = await cloneInto(folder, template);
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
