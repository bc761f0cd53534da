// The list of problems in the panel.

/** The Problems view. */
export class Problems {
  #page;

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.#page = page;
    this.root = page.locator('.markers-panel');
    this.rows = this.root.locator('.monaco-list-row');
  }

  /** Shows the view. */
  async open() {
    if (!(await this.root.isVisible())) await this.#page.keyboard.press('Control+Shift+m');
    await this.root.waitFor();
  }

  /** A problem, or a file with problems, by a part of its text. @param {string | RegExp} text */
  row(text) {
    return this.rows.filter({ hasText: text }).first();
  }
}
