// The box at the top of the window: command palette, file picker, quick picks and input boxes.
import { basename } from 'node:path';
import { exactly } from './matching.mjs';

/** Quick picks and input boxes, and what is reached through them. */
export class QuickInput {
  #page;

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.#page = page;
    /** The box, while one is shown. */
    this.root = page.locator('.quick-input-widget').filter({ visible: true });
    this.input = this.root.locator('.quick-input-box input');
    this.title = this.root.locator('.quick-input-title');
    /** Prompt or validation message below the input. */
    this.message = this.root.locator('.quick-input-message');
    this.rows = this.root.locator('.quick-input-list .monaco-list-row');
  }

  async openPalette() {
    await this.#open('F1');
  }

  async openFilePicker() {
    await this.#open('Control+p');
  }

  /**
   * Runs a command by the palette.
   * @param {string} title as the palette shows it, with its category: `Golden Path: Refresh`
   */
  async runCommand(title) {
    // It closes when the focus moves just as it opens, as to a file that is being shown: then once more.
    for (let attempt = 1; ; attempt++) {
      await this.openPalette();
      try {
        await this.input.fill(`>${title}`, { timeout: 3000 });
        await this.row(title).click({ timeout: 5000 });
        return;
      } catch (error) {
        if (attempt === 4) throw error;
      }
    }
  }

  /**
   * Opens a file of the workspace by the file picker.
   * @param {string} path relative to the workspace
   */
  async openFile(path) {
    await this.openFilePicker();
    await this.fill(path);
    await this.row(basename(path)).waitFor();
    await this.accept();
  }

  /** Replaces the text of the input. @param {string} text */
  async fill(text) {
    await this.input.fill(text);
  }

  /**
   * A row by its label. Lists are virtual: of a long one, about twenty rows are there; `fill` narrows it.
   * @param {string | RegExp} label
   */
  row(label) {
    return this.rows.filter({ has: this.#page.locator('.label-name', { hasText: exactly(label) }) }).first();
  }

  /** Labels of the rows that are shown. */
  async labels() {
    await this.rows.first().waitFor();
    return this.rows.locator('.quick-input-list-rows > .quick-input-list-row:first-child .label-name').allInnerTexts();
  }

  /** Chooses a row of a quick pick for one. @param {string | RegExp} label */
  async pick(label) {
    await this.row(label).click();
  }

  /** Ticks rows of a quick pick for many and accepts. @param {readonly (string | RegExp)[]} labels */
  async pickMany(labels) {
    for (const label of labels) await this.row(label).locator('.monaco-checkbox').click();
    // Enter would toggle the box that has the focus.
    await this.root.getByRole('button', { name: 'OK' }).click();
  }

  /**
   * Answers an input box.
   * @param {string | RegExp} title part of the box's title
   * @param {string} text
   */
  async answer(title, text) {
    await this.title.filter({ hasText: title }).waitFor();
    await this.fill(text);
    await this.accept();
  }

  async accept() {
    await this.#page.keyboard.press('Enter');
  }

  async back() {
    await this.root.getByRole('button', { name: 'Back' }).click();
  }

  async cancel() {
    await this.#page.keyboard.press('Escape');
    await this.closed();
  }

  /** Waits until no box is shown. */
  async closed() {
    await this.root.waitFor({ state: 'hidden' });
  }

  /**
   * A key press is lost while the focus is between two elements (a picker that closes, a webview that loads): it is
   * tried again.
   * @param {string} key
   */
  async #open(key) {
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.#page.keyboard.press(key);
      const opened = await this.input.waitFor({ timeout: 1500 }).then(
        () => true,
        () => false,
      );
      if (opened) return;
      await this.#page
        .locator('.part.titlebar, .part.statusbar')
        .first()
        .click({ position: { x: 2, y: 2 }, force: true });
    }
    throw new Error(`${key} opens no picker.`);
  }
}
