// The text editor that is active.
import { basename } from 'node:path';
import { exactly, quoted } from './matching.mjs';

/** @typedef {'error' | 'warning' | 'info' | 'hint'} Severity */

/** The active text editor and its tabs. */
export class Editor {
  #page;
  #quickInput;

  /**
   * @param {import('playwright-core').Page} page
   * @param {import('./quickInput.mjs').QuickInput} quickInput
   */
  constructor(page, quickInput) {
    this.#page = page;
    this.#quickInput = quickInput;
    this.root = page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** The tab of a file. @param {string} name */
  tab(name) {
    return this.#page.locator(`.tabs-container .tab[data-resource-name=${quoted(name)}]`);
  }

  /** The lines above code that can be clicked. @param {string | RegExp} text */
  codeLens(text) {
    return this.root.locator('.codelens-decoration a', { hasText: text }).first();
  }

  /** The wavy underlines of diagnostics. @param {Severity} [severity] */
  squiggles(severity = 'error') {
    return this.root.locator(`.squiggly-${severity}`);
  }

  /** Opens a file of the workspace. @param {string} path relative to the workspace */
  async openFile(path) {
    await this.#quickInput.openFile(path);
    await this.tab(basename(path)).waitFor();
    await this.root.waitFor();
  }

  /** The lines in sight. Editors are virtual: of a long file, the rest is not on the page. */
  async visibleText() {
    const lines = await this.root.locator('.view-line').allInnerTexts();
    return lines.map(line => line.replaceAll('\u00a0', ' ')).join('\n');
  }

  async focus() {
    await this.root.locator('.view-lines').click({ position: { x: 5, y: 5 } });
  }

  /**
   * Moves the cursor.
   * @param {number} line counted from 1
   * @param {number} [column] counted from 1
   */
  async goTo(line, column = 1) {
    await this.focus();
    await this.#page.keyboard.press('Control+g');
    await this.#quickInput.fill(`:${line}:${column}`);
    await this.#quickInput.accept();
    await this.#quickInput.closed();
  }

  /** Types at the cursor, as a person does: completion and closing brackets take part. @param {string} text */
  async type(text) {
    await this.#page.keyboard.type(text);
  }

  /** Saves the file and waits until its tab is clean. */
  async save() {
    await this.#page.keyboard.press('Control+s');
    await this.#page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
  }

  /**
   * Points at something and waits for the hover.
   * @param {import('playwright-core').Locator} target
   * @returns {Promise<import('playwright-core').Locator>} the hover's content
   */
  async hover(target) {
    // Forced, as the text of the line lies over its underlines.
    await target.hover({ force: true });
    const content = this.#page
      .locator('.monaco-hover .hover-contents, .monaco-resizable-hover .monaco-hover-content')
      .filter({ visible: true })
      .first();
    await content.waitFor();
    return content;
  }

  /** Asks for completion at the cursor. @returns {Promise<string[]>} the labels shown */
  async completions() {
    await this.#page.keyboard.press('Control+Space');
    const list = this.#page.locator('.suggest-widget.visible .monaco-list-row');
    await list.first().waitFor();
    return list.locator('.label-name').allInnerTexts();
  }

  /** Opens the quick fixes at the cursor. @returns {Promise<string[]>} their titles */
  async quickFixes() {
    const rows = this.#page.locator('.action-widget .monaco-list-row.action');
    // The menu closes at once when new diagnostics come just as it opens.
    for (let attempt = 0; attempt < 5 && !(await rows.first().isVisible()); attempt++) {
      await this.#page.keyboard.press('Control+.');
      await rows
        .first()
        .waitFor({ timeout: 3000 })
        .catch(() => undefined);
    }
    await rows.first().waitFor();
    return rows.locator('.title').allInnerTexts();
  }

  /** Applies one of the quick fixes at the cursor. @param {string | RegExp} title */
  async applyQuickFix(title) {
    await this.quickFixes();
    const row = this.#page.locator('.action-widget .monaco-list-row.action', {
      has: this.#page.locator('.title', { hasText: exactly(title) }),
    });
    await row.first().click();
  }
}
