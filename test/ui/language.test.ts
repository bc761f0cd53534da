import * as assert from 'node:assert/strict';
import { screenshotThemes } from '../host/themes.mjs';
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

/** What somebody sees who writes a descriptor, with nothing but a folder. */
describe('writing a descriptor', () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage({
      files: { 'organisation/catalog-info.yaml': ORGANISATION, 'shop/catalog-info.yaml': SHOP },
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
});
