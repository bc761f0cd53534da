// The menu that is open: a context menu, the drop-down menu of a view's title, the accounts menu; with sub-menus.
import { exactly } from './matching.mjs';

/** The open menu. */
export class Menu {
  #page;

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.#page = page;
    /** The menu with its open sub-menus. */
    this.root = page.locator('.monaco-menu').filter({ visible: true }).first();
    /** The items of the menu and of open sub-menus; separators are no items. */
    this.items = this.root.locator('.action-menu-item');
  }

  /** Waits until the menu is there and returns it. */
  async opened() {
    await this.items.first().waitFor();
    return this;
  }

  /**
   * An item of the menu or of an open sub-menu.
   * @param {string | RegExp} label without the key binding
   */
  item(label) {
    return this.#named(this.items, label);
  }

  /** Labels of the menu's items and those of open sub-menus, in the order of the page. */
  async labels() {
    await this.opened();
    return this.items.locator('.action-label').allInnerTexts();
  }

  /** Whether an item has a tick. @param {string | RegExp} label */
  async isChecked(label) {
    return (await this.item(label).getAttribute('aria-checked')) === 'true';
  }

  /**
   * Opens the sub-menu of an item.
   * @param {string | RegExp} label
   * @returns {Promise<import('playwright-core').Locator>} the items of the sub-menu
   */
  async openSubmenu(label) {
    return this.#openSubmenu(this.item(label));
  }

  /**
   * Chooses an item, through sub-menus where several labels are given: `choose('Group By', 'Owner')`.
   * @param {...(string | RegExp)} path
   */
  async choose(...path) {
    let items = this.items;
    for (const label of path.slice(0, -1)) items = await this.#openSubmenu(this.#named(items, label));
    await this.#named(items, path.at(-1) ?? '').hover();
    // Not a click: a menu ignores the mouse for a moment after it opens.
    await this.#page.keyboard.press('Enter');
    await this.root.waitFor({ state: 'hidden' });
  }

  /** Closes the menu with its sub-menus. */
  async close() {
    for (let depth = 0; depth < 5 && (await this.root.isVisible()); depth++) await this.#page.keyboard.press('Escape');
    await this.root.waitFor({ state: 'hidden' });
  }

  /**
   * @param {import('playwright-core').Locator} items
   * @param {string | RegExp} label
   */
  #named(items, label) {
    return items.filter({ has: this.#page.locator('.action-label', { hasText: exactly(label) }) }).first();
  }

  /** @param {import('playwright-core').Locator} item */
  async #openSubmenu(item) {
    await item.hover();
    const items = item.locator('xpath=..').locator('.monaco-submenu .action-menu-item');
    await items.first().waitFor();
    return items;
  }
}
