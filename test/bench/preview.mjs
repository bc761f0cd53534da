// A template that makes 1,000 files: from the command to its preview, and from a click to all differences in one editor.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clickToPaint, summarise } from '../host/measure.mjs';
import { measureWindows } from './window.mjs';

const FILES = 1000;
const LINE = 'A line of a file that a template makes, as long as such lines are.\n';

/** @param {string} workspace */
function writeTemplate(workspace) {
  const folder = join(workspace, 'large-template');
  const template = [
    'apiVersion: scaffolder.backstage.io/v1beta3',
    'kind: Template',
    'metadata: { name: large, title: Large }',
    'spec:',
    '  owner: developer-experience',
    '  type: service',
    '  steps:',
    '    - { id: fetch, name: Fetch, action: "fetch:plain", input: { url: ./files } }',
  ];
  for (let part = 0; part < 20; part++) mkdirSync(join(folder, 'files', `part-${part}`), { recursive: true });
  writeFileSync(join(folder, 'template.yaml'), `${template.join('\n')}\n`);
  for (let file = 0; file < FILES; file++)
    writeFileSync(join(folder, 'files', `part-${file % 20}`, `file-${file}.txt`), LINE.repeat(30));
}

/** Budget: 2 s from the click to the first painted difference of 1,000 files, as median of 5 fresh windows. */
export async function run() {
  const painted = '.multiDiffEditor .view-line';
  const samples = await measureWindows(
    5,
    async workbench => {
      const { page } = workbench;
      await workbench.openActivity('Golden Path');
      await workbench.editor.openFile('large-template/template.yaml');
      const started = performance.now();
      await workbench.runCommand('Golden Path: Preview Template');
      await page.locator(painted).first().waitFor({ timeout: 60_000 });
      const preview = performance.now() - started;
      const tree = workbench.tree('Template Preview');
      await tree.titleButton('Show Differences').waitFor({ state: 'attached' });
      await workbench.runCommand('View: Close All Editors');
      await page.locator(painted).first().waitFor({ state: 'detached' });
      await tree.item('part-0').first().hover();
      return { preview, differences: await clickToPaint(workbench, tree.titleButton('Show Differences'), painted) };
    },
    writeTemplate,
  );
  return {
    files: FILES,
    differencesMs: summarise(samples.map(({ differences }) => differences)),
    commandToPreviewMs: summarise(samples.map(({ preview }) => preview)),
  };
}
