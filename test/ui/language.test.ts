import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { screenshotThemes, setTheme, THEMES } from '../host/themes.mjs';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

const ORGANISATION = `apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: parcel-tracking
  title: Parcel Tracking
  description: Knows where every parcel is.
spec:
  type: team
  children: []
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: tracking-rest-api
  title: Tracking REST API
spec:
  type: openapi
  lifecycle: production
  owner: parcel-tracking
  definition:
    $text: ./openapi.yaml
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: parcels-api
  title: Parcels API
spec:
  type: openapi
  lifecycle: production
  owner: parcel-tracking
  definition:
    $text: ./openapi.yaml
`;
const SHOP = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: gift-shop
  title: Gift shop
spec:
  type: service
  lifecycle: production
  owner: parcel-trackin
  consumesApis:
    - tracking-rest-api
    -${' '}
`;

const OPENAPI = 'openapi: 3.1.0\ninfo:\n  title: Tracking\n  version: 1.0.0\npaths: {}\n';
const PLAYGROUND = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: playground
spec:
  type: service
  lifecycle: production
  owner: parcel-tracking
  dependsOn:
    - component:gift-shop
    - component:sandbox
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: sandbox
spec:
  type: service
  lifecycle: production
  owner: parcel-tracking
  dependsOn:
    - component:playground
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: parcels-graph
spec:
  type: graphql
  lifecycle: production
  owner: parcel-tracking
  definition:
    $text: ./schema.graphql
`;

/** What somebody sees who writes a descriptor, with nothing but a folder. */
describe('writing a descriptor', () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage({
      files: {
        'organisation/catalog-info.yaml': ORGANISATION,
        'organisation/openapi.yaml': OPENAPI,
        'shop/catalog-info.yaml': SHOP,
        'play/catalog-info.yaml': PLAYGROUND,
        'play/schema.graphql': 'type Query {\n  parcel(id: ID!):\n}\n',
      },
    });
  });

  after(() => stage?.close());

  pictureFailures(() => stage);

  it('shows what is wrong, and the line over the entity', async () => {
    const { workbench } = stage;
    await workbench.openActivity('Golden Path');
    const tree = workbench.tree('Catalogue');
    await tree.expand('Components');
    const menu = await tree.contextMenu('Gift shop');
    await menu.choose('Open Descriptor');
    await workbench.page.locator('.codelens-decoration', { hasText: 'Owner' }).first().waitFor();
    await workbench.page.locator('.squiggly-warning').first().waitFor();
    await screenshotThemes(workbench, 'language-problems', pictures);
  });

  it('completes an API in a list', async () => {
    const { page } = stage.workbench;
    await page.locator('.view-lines').first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget').waitFor();
    const list = page.locator('.suggest-widget .monaco-list-row');
    // What stands in the list already is not offered, and nothing but APIs is.
    await list.filter({ hasText: 'parcels-api' }).first().waitFor();
    assert.ok(!(await list.allInnerTexts()).some(text => text.includes('parcel-tracking')));
    await picture(stage.workbench, 'language-completion');
  });

  /** Pictures of what closes when the theme changes: it is opened anew for each. */
  const inEachTheme = async (name: string, open: () => Promise<unknown>): Promise<void> => {
    for (const [suffix, theme] of Object.entries(THEMES)) {
      await setTheme(stage.workbench, theme);
      await open();
      await stage.workbench.screenshot(join(pictures, `${name}-${suffix}.png`));
      await stage.workbench.page.keyboard.press('Escape');
    }
    await setTheme(stage.workbench, THEMES.dark);
  };

  /** Moves the cursor in the editor that has the focus: a click could meet the line over the entity. */
  const goTo = async (line: number, column: number): Promise<void> => {
    const { page, quickInput } = stage.workbench;
    await page.keyboard.press('Control+g');
    await quickInput.fill(`:${line}:${column}`);
    await quickInput.accept();
    await quickInput.closed();
  };

  it('shows the card of an entity over its reference', async () => {
    const { page } = stage.workbench;
    await page.keyboard.press('Escape');
    await inEachTheme('language-hover', async () => {
      await goTo(11, 10);
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Control+i');
      await page.locator('.monaco-hover', { hasText: 'Tracking REST API' }).first().waitFor();
    });
  });

  it('offers what is probably meant, and writes it', async () => {
    const { editor, page } = stage.workbench;
    await inEachTheme('language-quick-fix', async () => {
      await goTo(9, 12);
      assert.ok((await editor.quickFixes()).some(title => title.includes('parcel-tracking')));
    });
    await goTo(9, 12);
    await editor.applyQuickFix(/Change to “parcel-tracking”/);
    await page.locator('.view-line', { hasText: /owner:.parcel-tracking$/ }).waitFor();
  });

  it('asks for the new name where an entity is named', async () => {
    const { page } = stage.workbench;
    await inEachTheme('language-rename', async () => {
      await goTo(11, 12);
      await page.keyboard.press('F2');
      await page.locator('.rename-box input').waitFor();
    });
  });

  it('shows the other places of a problem, and explains its rule', async () => {
    const { editor, problems } = stage.workbench;
    await stage.workbench.runCommand('File: Save');
    await stage.workbench.runCommand('View: Close All Editors');
    await problems.open();
    await problems.row('in a circle').dblclick();
    await editor.squiggles('warning').first().waitFor();
    await problems.row('The mistake is here').waitFor();
    await screenshotThemes(stage.workbench, 'language-related', pictures);
    await problems.root
      .locator('a', { hasText: 'dependency-cycle' })
      .first()
      .click({ modifiers: ['ControlOrMeta'] });
    // The editor shows it as what it is: a page, not its source.
    await stage.workbench.webview({ hasText: 'What to do', part: 'editor' });
    await screenshotThemes(stage.workbench, 'language-rule', pictures);
  });

  it('offers whole entities in an untitled YAML file', async () => {
    const { page } = stage.workbench;
    const runCommand = (title: string): Promise<void> => stage.workbench.runCommand(title);
    await runCommand('View: Close All Editors');
    await runCommand('Create: New File...');
    await stage.workbench.quickInput.pick('Text File');
    await runCommand('Change Language Mode');
    await stage.workbench.quickInput.fill('yaml');
    await stage.workbench.quickInput.pick('YAML');
    await stage.workbench.quickInput.closed();
    assert.ok((await stage.workbench.editor.completions()).includes('New Component'));
    await inEachTheme('language-new-entity', async () => {
      await stage.workbench.editor.completions();
      await page.locator('.suggest-widget.visible').waitFor();
    });
  });
});
