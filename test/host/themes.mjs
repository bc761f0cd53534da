// The four kinds of colour theme, and pictures in each of them.
import { join } from 'node:path';

/**
 * @typedef {object} Theme
 * @property {string} id value of the setting `workbench.colorTheme`
 * @property {string} label what the theme picker shows
 * @property {string} kind class of the workbench, and `data-vscode-theme-kind` of a webview's body (there with `vscode-` before it)
 */

/** @satisfies {Record<string, Theme>} */
export const THEMES = {
  dark: { id: 'Dark Modern', label: 'Dark Modern', kind: 'vs-dark' },
  light: { id: 'Light Modern', label: 'Light Modern', kind: 'vs' },
  hcDark: { id: 'Default High Contrast', label: 'Dark High Contrast', kind: 'hc-black' },
  hcLight: { id: 'Default High Contrast Light', label: 'Light High Contrast', kind: 'hc-light' },
};

/**
 * Changes the theme of an open window by the theme picker. For a whole run, give `startHost` the setting instead.
 * @param {import('./workbench.mjs').Workbench} workbench
 * @param {Theme} theme
 */
export async function setTheme(workbench, theme) {
  const { page, quickInput } = workbench;
  await workbench.runCommand('Preferences: Color Theme');
  await quickInput.fill(theme.label);
  await quickInput.pick(theme.label);
  await quickInput.closed();
  await page.locator(`.monaco-workbench.${theme.kind}`).waitFor();
  // Colours fade into one another, and webviews learn of the theme a moment later.
  await page.waitForTimeout(300);
}

/**
 * One picture in each theme, named `<name>-dark.png`, `-light`, `-hcDark` and `-hcLight`. Leaves the theme dark. Menus,
 * hovers and quick picks close on the way; views, editors, webviews and toasts stay.
 * @param {import('./workbench.mjs').Workbench} workbench
 * @param {string} name
 * @param {string} folder made when missing
 * @returns {Promise<string[]>} the files
 */
export async function screenshotThemes(workbench, name, folder) {
  const files = [];
  for (const [suffix, theme] of Object.entries(THEMES)) {
    await setTheme(workbench, theme);
    files.push(await workbench.screenshot(join(folder, `${name}-${suffix}.png`)));
  }
  await setTheme(workbench, THEMES.dark);
  return files;
}
