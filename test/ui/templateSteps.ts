import * as assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { Workbench } from '../host/workbench.mjs';
import type { DemoTemplate } from './demoTemplates.js';
import { answerForm } from './formScript.js';
import { picture, type Stage } from './stage.js';

/** The longest that a server or a new window takes on a busy machine. */
export const SLOW_MS = 45_000;

/** Chooses a template in the palette, and answers what its form asks. */
export async function fillIn({ workbench }: Stage, template: DemoTemplate, name: string): Promise<void> {
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
}

/** Sees every file before it is made, or does without. */
export async function runIt({ workbench }: Stage, { title, previews }: DemoTemplate): Promise<void> {
  await workbench.quickInput.row('Preview the Files').waitFor();
  if (!previews) {
    await workbench.quickInput.pick('Create Now');
    return;
  }
  await workbench.quickInput.pick('Preview the Files');
  await workbench.notifications.received(`${title} would make`);
  await workbench.tree('Template Preview').item('answers.yaml').waitFor({ timeout: SLOW_MS });
  await workbench.notifications.click(`${title} would make`, 'Create Now');
}

/**
 * Has VS Code's own git clone the repository of the newest run of a template, and opens it as the person is asked.
 * @returns the window that shows it: this one, or another one of the browser
 */
export async function cloneInto(
  { host, workbench }: Stage,
  folder: string,
  { title }: Pick<DemoTemplate, 'title'>,
): Promise<Workbench> {
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
  const window = opened === page ? workbench : new Workbench(host, workbench.context, opened, () => opened.close());
  await window.ready();
  return window;
}
