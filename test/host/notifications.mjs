// Messages: toasts in the corner and modal dialogs.

/** The toasts in the corner. They are not shown where the host has the smoke-test driver. */
export class Notifications {
  #page;
  #quickInput;

  /**
   * @param {import('playwright-core').Page} page
   * @param {import('./quickInput.mjs').QuickInput} quickInput
   */
  constructor(page, quickInput) {
    this.#page = page;
    this.#quickInput = quickInput;
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

  /** The names of a toast's buttons. @param {string | RegExp} text */
  async buttons(text) {
    const buttons = this.toast(text).locator('.notification-list-item-buttons-container .monaco-button');
    return buttons.allInnerTexts();
  }

  /**
   * @param {string | RegExp} text of the toast
   * @param {string | RegExp} button
   */
  async click(text, button) {
    const toast = this.toast(text);
    // Long messages are folded, with their buttons out of sight, until the pointer is on them.
    await toast.hover();
    await toast.getByRole('button', { name: button }).click();
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
