// Messages: toasts in the corner and modal dialogs.

/** How long a message is waited for as a toast before it is looked for in the list. */
const TOAST_MS = 3000;

/**
 * The toasts in the corner. They are not shown where the host has the smoke-test driver. VS Code shows three at most in
 * 0.8 seconds and leaves others to the list: a test, which is faster than a
 * person, uses `received`, `buttons` and `click`, which look there as well.
 */
export class Notifications {
  #page;
  #quickInput;
  #list;

  /**
   * @param {import('playwright-core').Page} page
   * @param {import('./quickInput.mjs').QuickInput} quickInput
   */
  constructor(page, quickInput) {
    this.#page = page;
    this.#quickInput = quickInput;
    this.#list = page.locator('.notifications-center.visible');
    this.toasts = page.locator('.notifications-toasts .notification-toast');
  }

  /** The toast with this text, or with a part of it. @param {string | RegExp} text */
  toast(text) {
    return this.toasts.filter({ hasText: text }).first();
  }

  /** The texts of all toasts, newest first. */
  texts() {
    return this.toasts.locator('.notification-list-item-message').allInnerTexts();
  }

  /**
   * Waits until a message has come.
   * @param {string | RegExp} text of the message, or a part of it
   * @throws when it has not come in time
   */
  async received(text) {
    await this.#use(text, async () => {});
  }

  /** The names of a message's buttons. @param {string | RegExp} text @returns {Promise<string[]>} */
  buttons(text) {
    return this.#use(text, message => message.locator('.notification-list-item-buttons-container a').allInnerTexts());
  }

  /**
   * Presses a button of a message.
   * @param {string | RegExp} text of the message
   * @param {string | RegExp} button
   */
  async click(text, button) {
    await this.#use(text, async message => {
      // Long messages are folded, with their buttons out of sight, until the pointer is on them.
      await message.hover();
      await message.getByRole('button', { name: button }).click();
    });
  }

  /**
   * Does something with a message: with its toast, or with its row in the list.
   * @template T
   * @param {string | RegExp} text
   * @param {(message: import('playwright-core').Locator) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #use(text, work) {
    const toast = this.toast(text);
    const shown = await toast.waitFor({ timeout: TOAST_MS }).then(
      () => true,
      () => false,
    );
    if (shown) return work(toast);
    await this.#quickInput.runCommand('Notifications: Show Notifications');
    const row = this.#list.locator('.notification-list-item', { hasText: text }).first();
    await row.waitFor();
    const result = await work(row);
    // While the list is open, no toast is shown.
    if (await this.#list.isVisible()) await this.#quickInput.runCommand('Notifications: Hide Notifications');
    await this.#list.waitFor({ state: 'hidden' });
    return result;
  }

  async clear() {
    await this.#quickInput.runCommand('Notifications: Clear All Notifications');
    await this.#page.locator('.notifications-toasts.visible').waitFor({ state: 'hidden' });
  }
}

/** The modal dialog that is open. */
export class Dialog {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.root = page.locator('.monaco-dialog-box');
    this.message = this.root.locator('.dialog-message-text');
    this.detail = this.root.locator('.dialog-message-detail');
  }

  /** @param {string | RegExp} name */
  button(name) {
    return this.root.getByRole('button', { name });
  }

  /** Presses a button and waits until the dialog is gone. @param {string | RegExp} name */
  async choose(name) {
    await this.button(name).click();
    await this.root.waitFor({ state: 'hidden' });
  }
}
