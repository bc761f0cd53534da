import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTheme, THEMES } from '../host/themes.mjs';
import { openStage, picture, pictureFailures, type Stage } from './stage.js';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: parcels
  namespace: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: parcels
  template:
    metadata:
      labels:
        app: parcels
    spec:
      hostNetwork: true
      containers:
        - name: parcels
          image: registry.example.com/parcels:latest
          securityContext:
            runAsNonRoot: true
            privileged: true
`;
const DESCRIPTOR = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: parcels
  title: Parcels
  description: Takes parcels in.
spec:
  type: service
  lifecycle: production
  owner: group:default/parcels-team
  system: shop
`;
const DOCKERFILE = `FROM node:latest
WORKDIR app
ADD . .
CMD npm start
`;

describe('compliance in the real editor', () => {
  let stage: Stage;
  pictureFailures(() => stage);

  before(async function () {
    this.timeout(120_000);
    stage = await openStage({
      files: {
        'catalog-info.yaml': DESCRIPTOR,
        'deploy/deployment.yaml': DEPLOYMENT,
        Dockerfile: DOCKERFILE,
      },
    });
  });
  after(() => stage?.close());

  /** Moves the cursor without a click, which would have to find the line in sight. */
  const goTo = async (line: number, column: number): Promise<void> => {
    const { quickInput } = stage.workbench;
    await stage.workbench.runCommand('Go to Line/Column...');
    await quickInput.fill(`:${line}:${column}`);
    await quickInput.accept();
    await quickInput.closed();
  };

  it('marks what is wrong with a manifest while it is open', async () => {
    const { workbench } = stage;
    await workbench.editor.openFile('deploy/deployment.yaml');
    await workbench.page.locator('.squiggly-error').first().waitFor();
  });

  it('offers fixes, a waiver and the page of the rule in the light bulb', async () => {
    const { workbench } = stage;
    await goTo(22, 27);
    const fixes = await workbench.editor.quickFixes();
    for (const wanted of [/Remove “privileged”/, /Waive k8s\/privileged here/, /Explain k8s\/privileged/])
      assert.ok(
        fixes.some(fix => wanted.test(fix)),
        `${String(wanted)} is not in ${fixes.join(', ')}`,
      );
    await workbench.page.keyboard.press('Escape');
    await workbench.page.locator('.action-widget').first().waitFor({ state: 'hidden' });
  });

  it('says why under the pointer', async () => {
    const { workbench } = stage;
    const line = workbench.page.locator('.view-line', { hasText: 'parcels:latest' });
    const box = await line.boundingBox();
    assert.ok(box);
    await workbench.page.mouse.move(box.x + 250, box.y + box.height / 2);
    const hover = workbench.page.locator('.monaco-hover', { hasText: 'k8s/image-tag' }).first();
    // What is code in the text of a rule is shown as code.
    await hover.locator('code', { hasText: 'latest' }).first().waitFor();
    assert.match(await hover.innerText(), /Two pods of the same Deployment/);
    await workbench.page.keyboard.press('Escape');
  });

  it('can be read in every theme', async function () {
    this.timeout(240_000);
    const { workbench } = stage;
    const { page, editor, quickInput } = workbench;
    await workbench.runCommand('Golden Path: Scan the Workspace for Compliance');
    const escape = () => page.keyboard.press('Escape');
    for (const [name, theme] of Object.entries(THEMES).reverse()) {
      await setTheme(workbench, theme);
      const shown = (what: string) => picture(workbench, `compliance-${what}-${name}`);
      await editor.openFile('deploy/deployment.yaml');
      await page.locator('.squiggly-error').first().waitFor();
      await shown('diagnostics');
      await goTo(22, 27);
      await editor.quickFixes();
      await shown('light-bulb');
      await escape();
      await goTo(19, 30);
      await workbench.runCommand('Show or Focus Hover');
      await page.locator('.monaco-hover', { hasText: 'k8s/image-tag' }).first().waitFor();
      await shown('hover');
      await escape();
      await goTo(16, 22);
      await editor.applyQuickFix(/Waive k8s\/host-namespaces here/);
      await quickInput.title.filter({ hasText: '(1/5)' }).waitFor();
      await shown('waive');
      await escape();
      await editor.applyQuickFix(/Explain k8s\/host-namespaces/);
      await workbench.webview({ hasText: 'PSS-baseline/hostNamespaces', part: 'editor' });
      await workbench.runCommand('Golden Path: Show Compliance');
      await page.getByRole('treeitem', { name: /k8s\/image-tag/ }).waitFor();
      await shown('view');
      await workbench.runCommand('View: Close Editor');
      await workbench.openActivity('Explorer');
    }
  });

  it('takes a fix, and what was marked is gone', async () => {
    const { workbench } = stage;
    await goTo(22, 27);
    await workbench.editor.applyQuickFix(/Remove “privileged”/);
    await workbench.page.locator('.view-lines', { hasText: 'privileged' }).waitFor({ state: 'detached' });
    assert.match(await workbench.editor.visibleText(), /runAsNonRoot: true/);
  });

  it('waives a finding with a reason, an owner and an end', async () => {
    const { workbench } = stage;
    const { quickInput, page } = workbench;
    await goTo(16, 22);
    await workbench.editor.applyQuickFix(/Waive k8s\/host-namespaces here/);
    await quickInput.pick('Only Deployment “parcels”');
    await quickInput.answer('(2/5)', 'It reads the traffic of the node until the agent is there.');
    // The owner of the component whose descriptor is nearest is proposed first.
    await quickInput.title.filter({ hasText: '(3/5)' }).waitFor();
    await quickInput.pick('group:default/parcels-team');
    await quickInput.pick('90 days');
    await quickInput.answer('(5/5)', 'PLAT-123');
    await page.getByRole('tab', { name: /waivers\.yaml/ }).waitFor();
    const waivers = readFileSync(join(stage.folder, '.golden-path', 'waivers.yaml'), 'utf8');
    assert.match(
      waivers,
      /rule: k8s\/host-namespaces\n {4}match:\n {6}path: deploy\/deployment.yaml\n {6}kind: Deployment/,
    );
    assert.match(waivers, /owner: group:default\/parcels-team/);
    await picture(workbench, 'compliance-waiver');
    await workbench.runCommand('View: Focus First Editor Group');
    await page.locator('.squiggly-error').nth(1).waitFor({ state: 'detached' });
  });

  it('explains a rule on a page of its own', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Explain Rule');
    await workbench.quickInput.title.filter({ hasText: 'Explain a rule' }).waitFor();
    await workbench.quickInput.fill('k8s/host-namespaces');
    await workbench.quickInput.pick('k8s/host-namespaces');
    await workbench.webview({ hasText: 'PSS-baseline/hostNamespaces', part: 'editor' });
    await workbench.runCommand('View: Close Editor');
  });

  it('shows how the services stand when the workspace has been scanned', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Scan the Workspace for Compliance');
    await workbench.runCommand('Golden Path: Show Compliance');
    await workbench.page.getByRole('treeitem', { name: /^Parcels, \d+ points/ }).waitFor();
    await workbench.page.getByRole('treeitem', { name: /k8s\/image-tag/ }).waitFor();
  });
});
